// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler.h"

namespace stm::smi {

// The OS stops where it is; the handler's VMCS is current.
/*@ requires \valid(&registers) && \valid(&state) && \separated(&registers, &state);
    requires OsRuns(&state);
    assigns registers, state.contexts, state.os_debug, state.os_cr2, state.purpose, arch::current_vmcs;
    ensures purpose: state.purpose == purpose;
    ensures runs: \result ==> HandlerRuns(&state);
    ensures kept: \result ==> Kept{Pre, Post}(&registers, &state);
    ensures nothing_leaks: \result ==> vmcs::ZeroRegisters(&registers);
    ensures dr6: state.os_debug.dr6 < 0x100000000;
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
    ensures progress: arch::VmcsRegion(\old(HandlerRegion(&state))) ==> \result;
*/
[[nodiscard]] static bool set_os_aside(arch::Registers& registers, State& state, Purpose purpose) {
    auto const interrupted = state.contexts.interrupt(registers);
    //@ assert regions: HandlerRegion(&state) == \at(HandlerRegion(&state), Pre) && OsRegion(&state) == \at(OsRegion(&state), Pre);
    auto const debug = arch::read_debug_registers();
    state.os_debug.dr0 = debug.dr0;
    state.os_debug.dr1 = debug.dr1;
    state.os_debug.dr2 = debug.dr2;
    state.os_debug.dr3 = debug.dr3;
    state.os_debug.dr6 = debug.dr6;
    state.os_cr2 = arch::read_cr2();
    state.purpose = purpose;
    //@ assert os_inv: vmcs::Vmcs::Inv(&state.contexts.os_);
    //@ assert handler_inv: vmcs::Vmcs::Inv(&state.contexts.handler_);
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
    arch::write_debug_registers(state.os_debug);
    arch::write_cr2(state.os_cr2);
    return true;
}

} // namespace stm::smi
