// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/guest_segment.hpp"
#include "machine/vmcs/vmcs.hpp"

#include <doctest/doctest.h>
#include <set>

using namespace redoubt::machine;
using Field = stm::abi::VmcsField;
using stm::abi::Msr;

namespace {

Capabilities const capabilities = make_capabilities(0x12, 0, 46);

uint64_t encoding(Field field) {
    return static_cast<uint64_t>(field);
}

} // namespace

TEST_CASE("machine: a field keeps what is written, cut to its width, and no other field changes") {
    for (auto const field : kFields) {
        Vmcs vmcs{0x1000};
        for (auto const other : kFields)
            vmcs.set(other, Vmcs::poison(other));
        vmcs.set(field, 0xfedc'ba98'7654'3210);
        switch (stm::abi::width_of(field)) {
        case stm::abi::VmcsWidth::Bits16: CHECK(vmcs.get(field) == 0x3210); break;
        case stm::abi::VmcsWidth::Bits32: CHECK(vmcs.get(field) == 0x7654'3210); break;
        case stm::abi::VmcsWidth::Bits64:
        case stm::abi::VmcsWidth::Natural: CHECK(vmcs.get(field) == 0xfedc'ba98'7654'3210); break;
        }
        for (auto const other : kFields)
            if (other != field) CHECK(vmcs.get(other) == Vmcs::poison(other));
    }
}

TEST_CASE("machine: fields that nobody wrote are told apart by what they hold") {
    std::set<uint64_t> values;
    for (auto const field : kFields) {
        CHECK(Vmcs::poison(field) != 0);
        CHECK(values.insert(Vmcs::poison(field)).second);
    }
}

TEST_CASE("machine: the upper half of a 64-bit field is read and written alone") {
    Vmcs vmcs{0x1000};
    vmcs.set(Field::EptPointer, 0x1111'2222'3333'4444);
    CHECK(vmcs.read_encoded(0x201a) == 0x1111'2222'3333'4444);
    CHECK(vmcs.read_encoded(0x201b) == 0x1111'2222);
    vmcs.write_encoded(0x201b, 0xffff'ffff'aaaa'bbbb);
    CHECK(vmcs.get(Field::EptPointer) == 0xaaaa'bbbb'3333'4444);
    vmcs.write_encoded(0x201a, 0x5555);
    CHECK(vmcs.get(Field::EptPointer) == 0x5555);
}

TEST_CASE("machine: an encoding is supported when it is a field of the processor, or its upper half") {
    size_t supported = 0;
    for (uint64_t candidate = 0; candidate < 0x20000; ++candidate)
        if (supported_field(candidate, capabilities)) ++supported;
    size_t halves = 0;
    for (auto const field : kFields) {
        CHECK(supported_field(encoding(field), capabilities) == field);
        bool const wide = stm::abi::width_of(field) == stm::abi::VmcsWidth::Bits64;
        if (wide) ++halves;
        CHECK(supported_field(encoding(field) | stm::abi::kHighAccess, capabilities) ==
              (wide ? std::optional{field} : std::nullopt));
        CHECK_FALSE(supported_field(encoding(field) | 1u << 12, capabilities));
        for (unsigned bit = 15; bit < 64; ++bit)
            CHECK_FALSE(supported_field(encoding(field) | uint64_t{1} << bit, capabilities));
    }
    CHECK(supported == kFields.size() + halves);
}

TEST_CASE("machine: fields of features that the processor does not have are not supported") {
    for (auto const field : {Field::PostedInterruptNotification, Field::EptpIndex, Field::GuestInterruptStatus,
                             Field::PmlIndex, Field::PmlAddress, Field::VirtualApicAddress, Field::ApicAccessAddress,
                             Field::EptpListAddress, Field::VmreadBitmap, Field::XssExitingBitmap, Field::TscMultiplier,
                             Field::GuestBndcfgs, Field::TprThreshold, Field::PleGap, Field::GuestSCet, Field::HostSsp})
        CHECK_FALSE(supported_field(encoding(field), capabilities));
}

TEST_CASE("machine: a field is there with the control that uses it") {
    struct Pair {
        Msr controls;
        uint32_t control;
        Field field;
    };
    for (auto const& [controls, control, field] : {
             Pair{Msr::VmxPinbasedCtls, 1u << 6, Field::PreemptionTimerValue},
             Pair{Msr::VmxProcbasedCtls, 1u << 28, Field::MsrBitmaps},
             Pair{Msr::VmxProcbasedCtls, 1u << 31, Field::Proc2Controls},
             Pair{Msr::VmxProcbasedCtls2, 1u << 1, Field::EptPointer},
             Pair{Msr::VmxProcbasedCtls2, 1u << 1, Field::GuestPhysicalAddress},
             Pair{Msr::VmxProcbasedCtls2, 1u << 1, Field::GuestPdpte0},
             Pair{Msr::VmxProcbasedCtls2, 1u << 1, Field::GuestPdpte3},
             Pair{Msr::VmxProcbasedCtls2, 1u << 5, Field::Vpid},
             Pair{Msr::VmxEntryCtls, 1u << 13, Field::GuestPerfGlobalCtrl},
             Pair{Msr::VmxExitCtls, 1u << 12, Field::HostPerfGlobalCtrl},
             Pair{Msr::VmxExitCtls, 1u << 19, Field::HostPat},
             Pair{Msr::VmxExitCtls, 1u << 21, Field::HostEfer},
         }) {
        auto without = capabilities;
        without.set_msr(controls, without.msr(controls) & ~(uint64_t{control} << 32));
        CHECK(supported_field(encoding(field), capabilities));
        CHECK_FALSE(supported_field(encoding(field), without));
    }
}

TEST_CASE("machine: PAT and EFER of the guest are there when they can be loaded or saved") {
    struct Pair {
        uint32_t on_entry;
        uint32_t on_exit;
        Field field;
    };
    for (auto const& [on_entry, on_exit, field] :
         {Pair{1u << 14, 1u << 18, Field::GuestPat}, Pair{1u << 15, 1u << 20, Field::GuestEfer}}) {
        auto some = capabilities;
        some.set_msr(Msr::VmxEntryCtls, some.msr(Msr::VmxEntryCtls) & ~(uint64_t{on_entry} << 32));
        CHECK(supported_field(encoding(field), some));
        some.set_msr(Msr::VmxExitCtls, some.msr(Msr::VmxExitCtls) & ~(uint64_t{on_exit} << 32));
        CHECK_FALSE(supported_field(encoding(field), some));
    }
}

TEST_CASE("machine: the fields of a segment register are those of its name") {
    using enum Field;
    auto const fs = guest_segment_fields(SegmentIndex::Fs);
    CHECK(fs.selector == GuestFsSelector);
    CHECK(fs.limit == GuestFsLimit);
    CHECK(fs.rights == GuestFsAccessRights);
    CHECK(fs.base == GuestFsBase);
    auto const tr = guest_segment_fields(SegmentIndex::Tr);
    CHECK(tr.selector == GuestTrSelector);
    CHECK(tr.limit == GuestTrLimit);
    CHECK(tr.rights == GuestTrAccessRights);
    CHECK(tr.base == GuestTrBase);

    Vmcs vmcs{0x1000};
    Segment const segment = {.selector = 0x1234, .rights = 0xc0f3, .limit = 0x98765432, .base = 0xffff'8000'0000'0001};
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Cs, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs,
                             SegmentIndex::Gs, SegmentIndex::Ldtr, SegmentIndex::Tr}) {
        set_guest_segment(vmcs, index, segment);
        CHECK(guest_segment(vmcs, index) == segment);
    }
}
