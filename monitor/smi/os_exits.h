// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/os_calls.h"
#include "spec/abi/vmx_exit.h"

namespace stm::smi {

/*@
  predicate IsSmi(integer reason) = reason < 0x80000000 &&
    (reason % 0x10000 == abi::ExitReason::IoSmi || reason % 0x10000 == abi::ExitReason::OtherSmi);

  predicate IsCall(integer reason) = reason < 0x80000000 && reason % 0x10000 == abi::ExitReason::Vmcall;
*/

/*@ assigns \nothing;
    ensures REQ_CALL_01_call: \result <==> IsCall(reason);
*/
[[nodiscard]] bool is_call(uint32_t reason);

// An SMM VM exit of the OS (SDM vol. 3C 34.15.2): an SMI goes to the handler, a call is carried out. Anything else, such as
// a failed VM entry, is a defect: false. `reason` is the whole field.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start) && \valid(&shared);
    requires \separated(&registers, &state, &start, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state);
    assigns registers, state, shared.active, arch::current_vmcs, arch::vmcs_data, arch::msr_data;
    ensures REQ_VMCS_01_coherent: \result ==> CoherentAfter(&state);
    ensures REQ_VMCS_02_kept: \result && IsSmi(reason) ==> HandlerRuns(&state) && state.purpose == Purpose::Smi &&
      Kept{Pre, Post}(&registers, &state) && vmcs::ZeroRegisters(&registers);
    ensures REQ_VMCS_02_os: \result && IsSmi(reason) ==> (\forall integer field;
      field != abi::VmcsField::EntryInterruptionInformation ==>
        arch::VmcsValue(OsRegion(&state), field) == arch::VmcsValue{Pre}(OsRegion(&state), field));
    ensures REQ_DOM_07_monitor_trap: \result && IsSmi(reason) && reason / 0x10000000 % 2 == 1 ==>
      arch::VmcsValue(OsRegion(&state), abi::VmcsField::EntryInterruptionInformation) == 0x80000700;
    ensures REQ_EXC_02_afresh: \result && HandlerRuns(&state) ==> exceptions::Exceptions::Afresh(&state.exceptions);
    ensures REQ_VMCS_05_served: \old(Works(&state)) && (IsSmi(reason) || IsCall(reason)) ==> \result;
*/
[[nodiscard]] bool handle_os_exit(arch::Registers& registers, State& state, HandlerStart const& start, Shared& shared,
                                  uint32_t reason);

} // namespace stm::smi
