// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/functions.h"
#include "monitor/smi/lifecycle.h"

namespace stm::smi {

/*@
  predicate CoherentAfter(State* s) = vmcs::Switch::Coherent(&s->contexts) && ValidState(s);

  predicate Answered(arch::Registers* r, integer status) = r->rax == status;

  predicate OnlyRax{L, M}(arch::Registers* r) =
    \at(r->rcx, L) == \at(r->rcx, M) && \at(r->rdx, L) == \at(r->rdx, M) && \at(r->rbx, L) == \at(r->rbx, M) &&
    \at(r->rbp, L) == \at(r->rbp, M) && \at(r->rsi, L) == \at(r->rsi, M) && \at(r->rdi, L) == \at(r->rdi, M) &&
    \at(r->r8, L) == \at(r->r8, M) && \at(r->r9, L) == \at(r->r9, M) && \at(r->r10, L) == \at(r->r10, M) &&
    \at(r->r11, L) == \at(r->r11, M) && \at(r->r12, L) == \at(r->r12, M) && \at(r->r13, L) == \at(r->r13, M) &&
    \at(r->r14, L) == \at(r->r14, M) && \at(r->r15, L) == \at(r->r15, M);
*/

// A call of the OS, after VMCALL has exited. Stop lets the handler tear down first, if it wants to, and ends in
// finish_stop. Functions that are not there yet are answered with an error.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start) && \valid(&shared);
    requires \separated(&registers, &state, &start, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state);
    assigns registers, state, shared.active, arch::current_vmcs, arch::vmcs_data, arch::msr_data;
    ensures REQ_VMCS_01_coherent: \result ==> CoherentAfter(&state);
    ensures REQ_LIFE_02_already: \result && FunctionOf{Pre}(&registers) == abi::Function::InitializeProtection ==>
      OsRuns(&state) && Answered(&registers, abi::Status::AlreadyStarted);
    ensures REQ_LIFE_05_already: \result && FunctionOf{Pre}(&registers) == abi::Function::Start &&
      \old(state.stage) == Stage::Started ==> OsRuns(&state) && Answered(&registers, abi::Status::AlreadyStarted);
    ensures REQ_LIFE_05_started: \result && FunctionOf{Pre}(&registers) == abi::Function::Start &&
      \old(state.stage) == Stage::Initialized && \old(registers.rdx) % 0x100000000 == 0 ==> OsRuns(&state) &&
      Answered(&registers, abi::Status::Success) && state.stage == Stage::Started && !IsBlocked(OsRegion(&state));
    ensures REQ_CALL_03_wrong_side: \result && FunctionOf{Pre}(&registers) < abi::Function::Start ==>
      OsRuns(&state) && Answered(&registers, abi::Status::InvalidApi);
    ensures REQ_CALL_05_unknown: \result && FunctionOf{Pre}(&registers) > abi::Function::AddPermPeVmNoRun ==>
      OsRuns(&state) && Answered(&registers, abi::Status::InvalidApi);
    ensures REQ_LIFE_06_teardown: \result && FunctionOf{Pre}(&registers) == abi::Function::Stop &&
      \old(start.teardown_rip) != 0 ==> HandlerRuns(&state) && state.purpose == Purpose::Teardown;
    ensures REQ_EXC_02_afresh: \result && HandlerRuns(&state) ==> exceptions::Exceptions::Afresh(&state.exceptions);
    ensures REQ_CALL_02_registers: \result && OsRuns(&state) ==> OnlyRax{Pre, Post}(&registers);
    ensures REQ_CALL_05_answered: \old(Works(&state)) ==> \result;
*/
[[nodiscard]] bool handle_os_call(arch::Registers& registers, State& state, HandlerStart const& start, Shared& shared);

// The monitor ends on this processor. The OS's VMCS is current.
/*@ requires \valid(&registers) && \valid(&shared) &&
      \separated(&registers, &shared, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, shared.active, arch::vmcs_data;
    ensures REQ_LIFE_06_deactivates: \result ==> Field(abi::VmcsField::EntryControls) / 0x800 % 2 == 1 &&
      IsBlocked(arch::current_vmcs) && Answered(&registers, abi::Status::Success);
    ensures REQ_LIFE_06_counted: shared.active == (\old(shared.active) + 0xffffffff) % 0x100000000;
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool finish_stop(arch::Registers& registers, Shared& shared);

} // namespace stm::smi
