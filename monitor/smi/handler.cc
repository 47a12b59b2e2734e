// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler.h"

namespace stm::smi {

// What the processor holds of the OS, and no VMCS.
/*@ requires \valid(&state);
    assigns state.os;
    ensures KeptInProcessor{Pre, Post}(&state);
    ensures state.os.debug.dr6 < 0x100000000 && arch::Caching(state.os.cr0) != 1;
*/
static void keep_in_state(State& state) {
    auto const debug = arch::read_debug_registers();
    state.os.debug.dr0 = debug.dr0;
    state.os.debug.dr1 = debug.dr1;
    state.os.debug.dr2 = debug.dr2;
    state.os.debug.dr3 = debug.dr3;
    state.os.debug.dr6 = debug.dr6;
    state.os.cr2 = arch::read_cr2();
    state.os.cr0 = arch::read_cr0();
}

// The OS stops where it is; the handler's VMCS is current.
/*@ requires \valid(&registers) && \valid(&state) && \separated(&registers, &state);
    requires OsRuns(&state);
    assigns registers, state.contexts, state.os, state.exceptions, state.latch, state.purpose, arch::current_vmcs;
    ensures purpose: state.purpose == purpose && state.latch == 0 && exceptions::Exceptions::Afresh(&state.exceptions);
    ensures runs: \result ==> HandlerRuns(&state);
    ensures kept: \result ==> vmcs::EqualRegisters{Post, Pre}(vmcs::Switch::Aside(&state.contexts), &registers);
    ensures kept_too: KeptInProcessor{Pre, Post}(&state);
    ensures nothing_leaks: \result ==> vmcs::ZeroRegisters(&registers);
    ensures dr6: state.os.debug.dr6 < 0x100000000;
    ensures caching: arch::Caching(state.os.cr0) != 1;
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
    ensures progress: arch::VmcsRegion(\old(HandlerRegion(&state))) ==> \result;
*/
[[nodiscard]] static bool set_os_aside(arch::Registers& registers, State& state, Purpose purpose) {
    auto const interrupted = state.contexts.interrupt(registers);
    /*@ assert regions: HandlerRegion(&state) == \at(HandlerRegion(&state), Pre) &&
          OsRegion(&state) == \at(OsRegion(&state), Pre); */
    keep_in_state(state);
    state.exceptions.begin_smi();
    // In parts, each of which takes a prover a second.
    /*@ assert zero0: interrupted ==> registers.rax == 0 && registers.rcx == 0 && registers.rdx == 0 &&
          registers.rbx == 0 && registers.rbp == 0; */
    /*@ assert zero1: interrupted ==> registers.rsi == 0 && registers.rdi == 0 && registers.r8 == 0 &&
          registers.r9 == 0 && registers.r10 == 0; */
    /*@ assert zero2: interrupted ==> registers.r11 == 0 && registers.r12 == 0 && registers.r13 == 0 &&
          registers.r14 == 0 && registers.r15 == 0; */
    /*@ assert aside0: interrupted ==>
          vmcs::Switch::Aside(&state.contexts)->rax == \at(registers.rax, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->rcx == \at(registers.rcx, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->rdx == \at(registers.rdx, Pre); */
    /*@ assert aside1: interrupted ==>
          vmcs::Switch::Aside(&state.contexts)->rbx == \at(registers.rbx, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->rbp == \at(registers.rbp, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->rsi == \at(registers.rsi, Pre); */
    /*@ assert aside2: interrupted ==>
          vmcs::Switch::Aside(&state.contexts)->rdi == \at(registers.rdi, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r8 == \at(registers.r8, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r9 == \at(registers.r9, Pre); */
    /*@ assert aside3: interrupted ==>
          vmcs::Switch::Aside(&state.contexts)->r10 == \at(registers.r10, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r11 == \at(registers.r11, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r12 == \at(registers.r12, Pre); */
    /*@ assert aside4: interrupted ==>
          vmcs::Switch::Aside(&state.contexts)->r13 == \at(registers.r13, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r14 == \at(registers.r14, Pre) &&
          vmcs::Switch::Aside(&state.contexts)->r15 == \at(registers.r15, Pre); */
    //@ assert os_inv: vmcs::Vmcs::Inv(&state.contexts.os_);
    //@ assert handler_inv: vmcs::Vmcs::Inv(&state.contexts.handler_);
    state.purpose = purpose;
    state.latch = 0;
    return interrupted;
}

// In the current VMCS.
/*@ requires \valid_read(&start) && \separated(&start, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures afresh: \result ==> Afresh(arch::current_vmcs, &start, rip);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields && vmcs::HasGuestState ==> \result;
*/
[[nodiscard]] static bool begin_afresh(HandlerStart const& start, uint64_t rip) {
    auto const controls = arch::vmwrite(abi::VmcsField::EntryControls, start.entry);
    if (controls != arch::VmxResult::Succeed) return false;
    auto const guest = vmcs::write_guest_state(start.guest);
    if (!guest) return false;
    auto const entered = arch::vmwrite(abi::VmcsField::GuestRip, rip);
    return entered == arch::VmxResult::Succeed;
}

bool enter_handler(arch::Registers& registers, State& state, HandlerStart const& start, uint64_t rip, Purpose purpose) {
    auto const aside = set_os_aside(registers, state, purpose);
    if (!aside) return false;
    auto const begun = begin_afresh(start, rip);
    //@ assert os_inv: vmcs::Vmcs::Inv(&state.contexts.os_);
    //@ assert handler_inv: vmcs::Vmcs::Inv(&state.contexts.handler_);
    //@ assert runs: HandlerRuns(&state);
    return begun;
}

bool leave_handler(arch::Registers& registers, State& state) {
    auto const resumed = state.contexts.resume(registers);
    if (!resumed) return false;
    arch::write_debug_registers(state.os.debug);
    arch::write_cr2(state.os.cr2);
    arch::set_caching(state.os.cr0);
    return true;
}

} // namespace stm::smi
