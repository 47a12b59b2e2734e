// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// SDM vol. 3C 26.3.1.5, but for injected events
namespace redoubt::machine::test {
namespace {

using stm::abi::ActivityState;
namespace interruptibility = stm::abi::interruptibility;
namespace pending_debug = stm::abi::pending_debug;
using B = EntryBench&;

void set_activity(B b, ActivityState state) {
    b.set(Field::GuestActivityState, static_cast<uint64_t>(state));
}

void block(B b, uint64_t what) {
    b.add(Field::GuestInterruptibility, what);
}

Provocations activity() {
    return {
        {"26.3.1.5: the activity state is one that the processor supports", long_mode_guest,
         [](B b) { b.set(Field::GuestActivityState, 4); }},
        {"26.3.1.5: the activity state is one that the processor supports", long_mode_guest,
         [](B b) { b.set(Field::GuestActivityState, 1u << 31); }},
        {"26.3.1.5: the guest halts at privilege level 0", long_mode_guest,
         [](B b) {
             b.set(Field::GuestCsSelector, 0x0b);
             b.set(Field::GuestCsAccessRights, 0xa0fb);
             b.set(Field::GuestSsSelector, 0x13);
             b.set(Field::GuestSsAccessRights, 0xc0f3);
             set_activity(b, ActivityState::Hlt);
         }},
        {"26.3.1.5: the guest is active when STI or MOV SS blocks", long_mode_guest,
         [](B b) {
             block(b, interruptibility::kBlockingByMovSs);
             set_activity(b, ActivityState::Hlt);
         }},
        {"26.3.1.5: the guest is active when STI or MOV SS blocks", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::interrupt);
             block(b, interruptibility::kBlockingBySti);
             set_activity(b, ActivityState::Shutdown);
         }},
        {"26.3.1.5: the guest does not wait for a SIPI in SMM", entry_to_smm,
         [](B b) { set_activity(b, ActivityState::WaitForSipi); }},
        {"34.15.4.4: VMX root operation does not go on waiting for a SIPI", return_to_root,
         [](B b) { set_activity(b, ActivityState::WaitForSipi); }},
    };
}

Provocations blocking() {
    return {
        {"26.3.1.5: the interruptibility state has bits 31:5 clear", long_mode_guest, [](B b) { block(b, 1u << 5); }},
        {"26.3.1.5: the interruptibility state has bits 31:5 clear", long_mode_guest, [](B b) { block(b, 1u << 31); }},
        {"26.3.1.5: STI and MOV SS do not block both", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::interrupt);
             block(b, interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs);
         }},
        {"26.3.1.5: STI blocks only with RFLAGS.IF", long_mode_guest,
         [](B b) { block(b, interruptibility::kBlockingBySti); }},
        {"26.3.1.5: SMIs are not blocked outside SMM", long_mode_guest,
         [](B b) { block(b, interruptibility::kBlockingBySmi); }},
        {"26.3.1.5: SMIs are blocked by an entry to SMM", entry_to_smm,
         [](B b) { b.set(Field::GuestInterruptibility, 0); }},
        {"26.3.1.5: no enclave was interrupted, where there are none", long_mode_guest,
         [](B b) { block(b, interruptibility::kEnclaveInterruption); }},
    };
}

Provocations pending() {
    Provocations all = {
        {"26.3.1.5: a held single step is pending when RFLAGS.TF asks for one", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::trap);
             block(b, interruptibility::kBlockingByMovSs);
         }},
        {"26.3.1.5: a held single step is pending when RFLAGS.TF asks for one", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::trap | rflags::interrupt);
             block(b, interruptibility::kBlockingBySti);
         }},
        {"26.3.1.5: a held single step is pending when RFLAGS.TF asks for one", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::trap);
             set_activity(b, ActivityState::Hlt);
         }},
        {"26.3.1.5: a held single step is not pending when nothing asks for one", long_mode_guest,
         [](B b) {
             b.set(Field::GuestPendingDebug, pending_debug::kSingleStep);
             set_activity(b, ActivityState::Hlt);
         }},
        {"26.3.1.5: a held single step is not pending when nothing asks for one", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::trap);
             b.set(Field::GuestDebugctl, 1u << 1); // BTF
             b.set(Field::GuestPendingDebug, pending_debug::kSingleStep);
             block(b, interruptibility::kBlockingByMovSs);
         }},
        {"26.3.1.5: no debug exception is pending from a transactional region, where there are none", long_mode_guest,
         [](B b) { b.set(Field::GuestPendingDebug, pending_debug::kRtm); }},
    };
    for (auto const bit : {4u, 11u, 13u, 15u, 17u, 63u})
        all.push_back({"26.3.1.5: the pending debug exceptions set no reserved bit", long_mode_guest,
                       [=](B b) { b.set(Field::GuestPendingDebug, uint64_t{1} << bit); }});
    return all;
}

// With RAM and a revision identifier there, wherever it is.
void link_to(B b, uint64_t pointer) {
    constexpr uint64_t page = ~uint64_t{0xfff};
    b.memory.add_ram({.base = pointer & page, .size = 0x1000});
    b.memory.set_word(pointer, sizeof EntryBench::revision, EntryBench::revision);
    b.set(Field::VmcsLinkPointer, pointer);
}

Provocations link() {
    return {
        {"26.3.1.5: the VMCS link pointer is a multiple of 4096", long_mode_guest, [](B b) { link_to(b, 0x3800); }},
        {"26.3.1.5: the VMCS link pointer is within the physical-address width", long_mode_guest,
         [](B b) { link_to(b, EntryBench::beyond); }},
        {"26.3.1.5: the VMCS link pointer leads to the VMCS revision identifier", long_mode_guest,
         [](B b) {
             link_to(b, 0x3000);
             b.memory.set_word(0x3000, sizeof EntryBench::revision, EntryBench::revision + 1);
         }},
        {"26.3.1.5: the VMCS link pointer leads to no shadow VMCS, without VMCS shadowing", long_mode_guest,
         [](B b) {
             link_to(b, 0x3000);
             b.memory.set_word(0x3000, sizeof EntryBench::revision, EntryBench::revision | 1u << 31);
         }},
        {"26.3.1.5: the VMCS link pointer is not the current-VMCS pointer", long_mode_guest,
         [](B b) { link_to(b, EntryBench::current); }},
        {"26.3.1.5: the VMCS link pointer is not the current-VMCS pointer", entry_to_smm,
         [](B b) { link_to(b, EntryBench::current); }},
        {"26.3.1.5: the VMCS link pointer is not the executive-VMCS pointer, on a return from SMM", return_to_root,
         [](B b) { link_to(b, b.vmcs.get(Field::ExecutiveVmcsPointer)); }},
        {"26.3.1.5: the VMCS link pointer is not the executive-VMCS pointer, on a return from SMM", return_to_guest,
         [](B b) { link_to(b, b.vmcs.get(Field::ExecutiveVmcsPointer)); }},
    };
}

} // namespace

Provocations guest_non_register_provocations() {
    Provocations all;
    for (auto const& some : {activity(), blocking(), pending(), link()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redoubt::machine::test
