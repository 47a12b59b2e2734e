// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/handler_msrs.h"
#include "monitor/smi/handler_ports.h"
#include "monitor/smi/os_calls.h"
#include "spec/abi/vmx_exit.h"

namespace stm::smi {

/*@
  // What is done in the handler's place, or refused by a fault that it can handle; RSM comes beside it.
  predicate StandsIn(integer reason) =
    reason == abi::ExitReason::Cpuid || reason == abi::ExitReason::Getsec || reason == abi::ExitReason::Invd ||
    abi::ExitReason::Vmcall <= reason <= abi::ExitReason::CrAccess || reason == abi::ExitReason::Rdmsr ||
    reason == abi::ExitReason::Wrmsr || reason == abi::ExitReason::Invept || reason == abi::ExitReason::Invvpid ||
    reason == abi::ExitReason::Wbinvd || reason == abi::ExitReason::Xsetbv || reason == abi::ExitReason::Vmfunc;

  // It would reach what the OS protects.
  predicate Violates{L}(Policy* p, arch::Registers* r, integer reason) =
    (reason == abi::ExitReason::Rdmsr && io::MsrProtected(p, Access::Read, MsrIndex(r))) ||
    (reason == abi::ExitReason::Wrmsr && !IsKeptMsr(MsrIndex(r)) && io::MsrProtected(p, Access::Write, MsrIndex(r)));

  // The answer is the policy's.
  predicate Asks(integer reason) = reason == abi::ExitReason::Rdmsr || reason == abi::ExitReason::Wrmsr ||
    reason == abi::ExitReason::IoInstruction;

  // There is an answer to it.
  predicate ServedBy{L}(Policy* p, arch::Registers* r, integer reason) = reason == abi::ExitReason::Rsm ||
    (StandsIn(reason) && !Violates(p, r, reason)) ||
    (reason == abi::ExitReason::IoInstruction && (\forall integer k; !Policy::Protected(p, k)));
*/

/*@ assigns \nothing;
    ensures REQ_EXC_11_asks: \result <==> Asks(reason);
*/
[[nodiscard]] bool asks(uint32_t reason);

// The handler exited for this basic reason: RSM goes back to the OS, instructions that always exit are carried out, and
// what the handler may not do is refused. False: the handler cannot go on.
/*@ requires \valid(&registers) && \valid(&state) && \valid(&shared) && \valid_read(&policy);
    requires \separated(&registers, &state, &shared, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data);
    requires ValidState(&state) && HandlerRuns(&state) && Policy::Inv(&policy) && arch::NoneHeld;
    assigns registers, state.contexts, state.latch, shared, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::port_data, arch::lock_data, arch::current_cr0, arch::current_cr2, arch::current_dr0, arch::current_dr1,
      arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_VMCS_01_coherent: \result ==> CoherentAfter(&state);
    ensures REQ_VMCS_02_resumed: \result && reason == abi::ExitReason::Rsm && state.purpose == Purpose::Smi ==>
      OsRuns(&state) && Restored{Pre, Post}(&registers, &state) &&
      (\forall integer field; arch::VmcsValue(OsRegion(&state), field) ==
        arch::VmcsValue{Pre}(OsRegion(&state), field));
    ensures REQ_LIFE_02_set_up: \result && reason == abi::ExitReason::Rsm && state.purpose == Purpose::Setup ==>
      OsRuns(&state) && Answered(&registers, abi::Status::Success);
    ensures REQ_LIFE_06_stopped: \result && reason == abi::ExitReason::Rsm && state.purpose == Purpose::Teardown ==>
      OsRuns(&state) && Answered(&registers, abi::Status::Success) &&
      arch::VmcsValue(OsRegion(&state), abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures REQ_VMCS_01_goes_on: \result && reason != abi::ExitReason::Rsm ==> HandlerRuns(&state) &&
      arch::OnlyFields{Pre, Post}(HandlerRegion(&state));
    ensures REQ_POL_12_kept: \forall integer msr; IsKeptMsr(msr) ==> arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
    ensures REQ_POL_03_protected: reason != abi::ExitReason::Rsm && Violates{Pre}(&policy, &registers, reason) ==> !\result;
    ensures REQ_EXC_01_stays: Asks(reason) ==> HandlerRuns(&state) && ValidState(&state);
    ensures REQ_EXC_09_untouched: Asks(reason) && \old(Works(&state)) && !\result ==>
      vmcs::EqualRegisters{Pre, Post}(&registers, &registers) &&
      io::Latched(state.latch) == io::Latched(\old(state.latch)) && SameFieldsHere{Pre, Post};
    ensures REQ_VMCS_04_served: \old(Works(&state)) && ServedBy{Pre}(&policy, &registers, reason) ==> \result;
*/
[[nodiscard]] bool handle_handler_exit(arch::Registers& registers, State& state, Shared& shared, Policy const& policy,
                                       uint32_t reason);

} // namespace stm::smi
