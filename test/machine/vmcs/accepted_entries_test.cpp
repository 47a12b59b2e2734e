// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/rule_broken.hpp"

#include <doctest/doctest.h>
#include <initializer_list>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::InterruptionType;
using B = EntryBench&;

TEST_CASE("machine: what a control does not use is not checked") {
    namespace proc_control = stm::abi::proc_control;
    namespace proc2_control = stm::abi::proc2_control;
    CHECK(rule_broken(long_mode_guest, [](B b) {
              b.remove(Field::ProcControls, proc_control::kIoBitmaps | proc_control::kMsrBitmaps);
              for (auto const address : {Field::IoBitmapA, Field::IoBitmapB, Field::MsrBitmaps})
                  b.set(address, ~uint64_t{0});
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) {
              b.remove(Field::ProcControls, proc_control::kSecondaryControls);
              b.set(Field::Proc2Controls, ~uint64_t{0});
              b.set(Field::EptPointer, ~uint64_t{0});
              b.set(Field::Vpid, 0);
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) {
              for (auto const count : {Field::ExitMsrStoreCount, Field::ExitMsrLoadCount, Field::EntryMsrLoadCount})
                  b.set(count, 0);
              for (auto const area :
                   {Field::ExitMsrStoreAddress, Field::ExitMsrLoadAddress, Field::EntryMsrLoadAddress})
                  b.set(area, ~uint64_t{0});
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) {
              b.set(Field::EntryControls, 0x13fb); // always, load debug controls not, IA-32e mode guest
              b.set(Field::ExitControls, 0x36ffb); // always, host address-space size
              for (auto const value :
                   {Field::GuestDebugctl, Field::GuestDr7, Field::GuestPat, Field::GuestEfer,
                    Field::GuestPerfGlobalCtrl, Field::HostPat, Field::HostEfer, Field::HostPerfGlobalCtrl})
                  b.set(value, ~uint64_t{0});
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) {
              b.set(Field::EntryInterruptionInformation, 0x7fffffff); // not valid
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) { // PDPTEs without PAE paging
              for (auto const entry : {Field::GuestPdpte0, Field::GuestPdpte1, Field::GuestPdpte2, Field::GuestPdpte3})
                  b.set(entry, ~uint64_t{0});
          }) == "none");
}

TEST_CASE("machine: the last addresses and counts that are allowed pass") {
    CHECK(rule_broken(long_mode_guest, [](B b) {
              b.set(Field::Cr3TargetCount, 4);
              for (auto const address : {Field::IoBitmapA, Field::IoBitmapB, Field::MsrBitmaps})
                  b.set(address, EntryBench::beyond - 0x1000);
              for (auto const area :
                   {Field::ExitMsrStoreAddress, Field::ExitMsrLoadAddress, Field::EntryMsrLoadAddress})
                  b.set(area, EntryBench::beyond - 32); // two entries of 16 bytes
          }) == "none");
    CHECK(rule_broken(long_mode_guest, [](B b) { b.set(Field::GuestRip, 0x0000'ffff'ffff'ffff); }) == "none");
    CHECK(rule_broken(pae_guest, [](B b) { // not present: nothing else counts
              b.memory.set_word(EntryBench::page_tables + 8, 8, ~uint64_t{1});
          }) == "none");
}

TEST_CASE("machine: a segment that is unusable may hold anything") {
    for (auto const index : {SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Ldtr})
        CHECK(rule_broken(long_mode_guest, [=](EntryBench& b) {
                  b.set(index, {.selector = 0xffff, .rights = 0xffffffff, .limit = 1, .base = ~uint64_t{0} >> 1});
              }) == "none");
    for (auto const index : {SegmentIndex::Fs, SegmentIndex::Gs}) // their bases count all the same
        CHECK(rule_broken(long_mode_guest, [=](EntryBench& b) {
                  b.set(index, {.selector = 0xffff, .rights = 0xffffffff, .limit = 1, .base = ~uint64_t{0}});
              }) == "none");
    CHECK(rule_broken(long_mode_guest, [](EntryBench& b) { // but SS has its DPL
              b.set(SegmentIndex::Ss, {.selector = 0, .rights = 0x10000, .limit = 1, .base = ~uint64_t{0}});
          }) == "none");
}

TEST_CASE("machine: the privilege level of conforming code may be lower than that of the stack") {
    auto const levels = [](uint32_t code, uint32_t stack) {
        return [=](EntryBench& b) {
            b.set(Field::GuestCsAccessRights, code);
            b.set(Field::GuestSsAccessRights, 0xc093 | stack << 5);
            b.set(Field::GuestCsSelector, 0x08 | stack);
            b.set(Field::GuestSsSelector, 0x10 | stack);
        };
    };
    for (uint32_t stack = 0; stack < 4; ++stack) {
        CHECK(rule_broken(long_mode_guest, levels(0xa099 | stack << 5, stack)) == "none");
        CHECK(rule_broken(long_mode_guest, levels(0xa09b | stack << 5, stack)) == "none");
        for (uint32_t code = 0; code <= stack; ++code) {
            CHECK(rule_broken(long_mode_guest, levels(0xa09d | code << 5, stack)) == "none");
            CHECK(rule_broken(long_mode_guest, levels(0xa09f | code << 5, stack)) == "none");
        }
    }
}

TEST_CASE("machine: readable code may be loaded for data, and conforming code with any RPL") {
    for (auto const index : {SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs}) {
        CHECK(rule_broken(long_mode_guest, [=](B b) {
                  b.set(index, {.selector = 0x13, .rights = 0xc09f, .limit = 0xffffffff, .base = 0});
              }) == "none");
        CHECK(rule_broken(long_mode_guest, [=](B b) {
                  b.set(index, {.selector = 0x12, .rights = 0xc0fb, .limit = 0xffffffff, .base = 0});
              }) == "none");
    }
}

TEST_CASE("machine: an unrestricted guest may have segments as real mode leaves them") {
    CHECK(rule_broken(protected_guest, [](EntryBench& b) {
              b.set(Field::GuestCsAccessRights, 0xc093); // data
              b.set(Field::GuestCsSelector, 0x0b);
              b.set(Field::GuestSsSelector, 0x12);
              b.set(Field::GuestDsSelector, 0x13);
          }) == "none");
}

TEST_CASE("machine: events may be injected that end the activity state") {
    using stm::abi::ActivityState;
    struct Injected {
        ActivityState state;
        InterruptionType type;
        unsigned vector;
    };
    for (auto const& [state, type, vector] : {
             Injected{ActivityState::Hlt, InterruptionType::ExternalInterrupt, 0x20},
             Injected{ActivityState::Hlt, InterruptionType::Nmi, 2},
             Injected{ActivityState::Hlt, InterruptionType::HardwareException, 1},
             Injected{ActivityState::Hlt, InterruptionType::HardwareException, 18},
             Injected{ActivityState::Hlt, InterruptionType::Other, 0},
             Injected{ActivityState::Shutdown, InterruptionType::Nmi, 2},
             Injected{ActivityState::Shutdown, InterruptionType::HardwareException, 18},
         })
        CHECK(rule_broken(long_mode_guest, [&](EntryBench& b) {
                  b.set(Field::GuestActivityState, static_cast<uint64_t>(state));
                  b.add(Field::GuestRflags, rflags::interrupt);
                  b.inject(type, vector);
              }) == "none");
}

TEST_CASE("machine: exceptions are injected with error codes as they have them") {
    for (auto const vector : std::initializer_list<unsigned>{8, 10, 11, 12, 13, 14, 17})
        CHECK(rule_broken(long_mode_guest, [=](B b) {
                  b.inject(InterruptionType::HardwareException, vector, stm::abi::interruption::kErrorCode);
                  b.set(Field::EntryExceptionErrorCode, 0xffff);
              }) == "none");
    for (auto const vector : std::initializer_list<unsigned>{0, 1, 2, 3, 4, 5, 6, 7, 9, 15, 16, 18, 19, 20, 22, 31})
        CHECK(rule_broken(long_mode_guest, [=](B b) { b.inject(InterruptionType::HardwareException, vector); }) ==
              "none");
    CHECK(rule_broken(real_mode_guest, [](B b) { b.inject(InterruptionType::HardwareException, 13); }) == "none");
    for (auto const length : std::initializer_list<uint64_t>{1, 15})
        CHECK(rule_broken(long_mode_guest, [=](B b) {
                  b.inject(InterruptionType::SoftwareInterrupt, 0x80);
                  b.set(Field::EntryInstructionLength, length);
              }) == "none");
}

TEST_CASE("machine: an EPT pointer is valid for INVEPT as it is for VM entries") {
    auto const capabilities = make_capabilities(EntryBench::revision, 0, EntryBench::physical_bits);
    CHECK(valid_ept_pointer(0x1301e, capabilities)); // write-back, 4 levels
    CHECK(valid_ept_pointer(0x13018, capabilities)); // uncacheable
    CHECK(valid_ept_pointer(0x1305e, capabilities)); // accessed and dirty flags
    for (auto const wrong :
         std::initializer_list<uint64_t>{0x13019, 0x1301a, 0x1301b, 0x1301c, 0x1301d, 0x1301f, 0x13006, 0x13016,
                                         0x13026, 0x1309e, 0x1311e, 0x1321e, 0x1341e, 0x1381e})
        CHECK_FALSE(valid_ept_pointer(wrong, capabilities));
    CHECK_FALSE(valid_ept_pointer(0x1301e | EntryBench::beyond, capabilities));
}
