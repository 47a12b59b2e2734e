// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/order.h"
#include "monitor/arch/port.h"
#include "monitor/arch/vm_entry.h"
#include "monitor/boot/processor.h"
#include "monitor/smi/common.h"
#include "monitor/smi/handler.h"
#include "monitor/smi/handler_exits.h"
#include "monitor/smi/handler_memory.h"
#include "monitor/smi/move_in.h"
#include "monitor/smi/os_exits.h"
#include "monitor/smi/state.h"
#include "monitor/smi/violation.h"

#include <stdint.h>

// Where entry.S and vm_entry.S call the monitor.
namespace stm::smi {

/*@
  // The instruction that the launch state wants.
  predicate Enters(integer next) =
    (arch::VmcsLaunched(arch::current_vmcs) ==> next == arch::Next::Resume) &&
    (!arch::VmcsLaunched(arch::current_vmcs) ==> next == arch::Next::Launch);

  // A context goes on, on its own VMCS and by the instruction that its launch state wants; or nobody does.
  predicate GoesOn(integer next, State* s) = next == arch::Next::Halt ||
    (vmcs::Switch::Coherent(&s->contexts) && ValidState(s) && Enters(next));

  // The OS has called, and monitor_call is to serve it.
  predicate CallsService(arch::Registers* r, integer reason) = IsCall(reason) && api::IsServed(FunctionOf(r));

  predicate IsLeftToServe(integer next, State* s) = next == arch::Next::Serve && OsRuns(s) && ValidState(s) &&
    arch::VmcsLaunched(arch::current_vmcs);

  // The handler may have violated what the OS protects, or its exception handler returns: monitor_exception is to
  // judge.
  predicate IsLeftToRaise(integer next, State* s) = next == arch::Next::Raise && HandlerRuns(s) && ValidState(s);

  // The handler has its answer, and goes on after monitor_note.
  predicate IsLeftToNote(integer next, State* s) = next == arch::Next::Note && HandlerRuns(s) && ValidState(s);

  predicate EndsException(arch::Registers* r, integer reason) =
    IsCall(reason) && FunctionOf(r) == abi::Function::ReturnFromProtectionException;

  // The handler, whenever it goes on, finds what it was granted, at most.
  predicate StaysHeld(integer next, Pages* p, Common* c) = next == arch::Next::Halt || Held(&p->map, &c->policy);

  // Beside that, who serves the OS's calls finds the BIOS's list, and books that are to be opened once.
  predicate StaysKnown{L, M}(integer next, integer function, Common* c) = next == arch::Next::Halt || (HasFacts{M}(c) &&
    (function == abi::Function::InitializeProtection ? \at(c->fresh, M) : (\at(c->fresh, M) <==> \at(c->fresh, L))));

  // The exit that the running context has made is one that there is an answer to.
  predicate Served{L}(State* s, Policy* p, arch::Registers* r) =
    (vmcs::Switch::Runs(&s->contexts, vmcs::Context::Os) &&
     (IsSmi(Field(abi::VmcsField::ExitReason)) || IsCall(Field(abi::VmcsField::ExitReason)))) ||
    (vmcs::Switch::Runs(&s->contexts, vmcs::Context::SmiHandler) &&
     ServedBy(p, r, Field(abi::VmcsField::ExitReason)));

  // The handler has touched a page that it may have.
  predicate Granted(Pages* p, Common* c) =
    vmcs::Switch::Runs(&p->state.contexts, vmcs::Context::SmiHandler) &&
    Field(abi::VmcsField::ExitReason) == abi::ExitReason::EptViolation && MayTouch(&c->policy) &&
    arch::CanInvalidate(arch::InveptType::SingleContext, paging::EptPointerOf(p->map.address_));

  // The OS goes on without the monitor, which it has been refused.
  predicate TurnedBack(integer next, State* s) = OsRuns(s) && Enters(next) &&
    arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
*/

// Once on each processor, after stm::boot::prepare. `function` is EAX of the VMCALL that activated the dual-monitor
// treatment: one of abi::Function, or anything else, which is answered with an error.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires ValidProcessor(&processor);
    requires known: IsOn(shared.active) ==> Policy::Inv(&common.policy) && HasFacts(&common);
    assigns processor.registers, pages, shared.active, common, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::ept_cache, arch::port_data;
    ensures REQ_VMCS_01_goes_on: TurnedBack(\result, &pages.state) ||
      (GoesOn(\result, &pages.state) && StaysHeld(\result, &pages, &common) &&
        StaysKnown{Pre, Post}(\result, function, &common));
*/
[[nodiscard]] arch::Next monitor_main(boot::Processor& processor, Pages& pages, Shared& shared, Common& common,
                                      uint32_t function);

// After each VM exit (Succeed), and after a VM entry that failed. Calls about what all processors share are left to
// monitor_call (call.h), protection exceptions to monitor_exception (handler_exception.h), and what the OS may want to
// know of to monitor_note (handler_note.h).
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data, &arch::ept_cache);
    requires arch::IsVmxResult(entered) && ValidState(&pages.state) && Held(&pages.map, &common.policy);
    requires arch::NoneHeld;
    requires entered == arch::VmxResult::Succeed ==> vmcs::Switch::Arrived(&pages.state.contexts) &&
      arch::VmcsLaunched(arch::current_vmcs);
    assigns processor.registers, pages.state, pages.map, shared, arch::current_vmcs, arch::vmcs_data,
      arch::msr_data, arch::ept_cache, arch::current_cr0, arch::current_cr2, arch::current_dr0,
      arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6, arch::port_data, arch::lock_data;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_VMCS_01_goes_on: GoesOn(\result, &pages.state) || IsLeftToServe(\result, &pages.state) ||
      IsLeftToRaise(\result, &pages.state) || IsLeftToNote(\result, &pages.state);
    ensures REQ_EXC_02_afresh: \old(vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os)) &&
      \result != arch::Next::Halt && HandlerRuns(&pages.state) ==>
      exceptions::Exceptions::Afresh(&pages.state.exceptions);
    ensures REQ_EXC_02_kept: \old(vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler)) ==>
      exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures REQ_EXC_01_raise: \result == arch::Next::Raise ==>
      MayViolate(Field{Pre}(abi::VmcsField::ExitReason)) ||
      EndsException{Pre}(&processor.registers, Field{Pre}(abi::VmcsField::ExitReason));
    ensures REQ_EXC_09_untouched: \result == arch::Next::Raise && \old(Works(&pages.state)) ==>
      vmcs::EqualRegisters{Pre, Post}(&processor.registers, &processor.registers) &&
      io::Latched(pages.state.latch) == io::Latched(\old(pages.state.latch));
    ensures REQ_EXC_01_violated: entered == arch::VmxResult::Succeed && \old(Works(&pages.state) &&
      vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler) &&
      Violates(&common.policy, &processor.registers, Field(abi::VmcsField::ExitReason))) ==>
      \result == arch::Next::Raise;
    ensures REQ_EXC_11_note: \result == arch::Next::Note ==> Asks(Field{Pre}(abi::VmcsField::ExitReason));
    ensures REQ_EXC_11_noted: entered == arch::VmxResult::Succeed && \old(Works(&pages.state) &&
      vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler) &&
      Asks(Field(abi::VmcsField::ExitReason)) &&
      ServedBy(&common.policy, &processor.registers, Field(abi::VmcsField::ExitReason))) ==>
      \result == arch::Next::Note;
    ensures REQ_EXC_10_ends: entered == arch::VmxResult::Succeed && \old(Works(&pages.state) &&
      vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler) &&
      EndsException(&processor.registers, Field(abi::VmcsField::ExitReason))) ==> \result == arch::Next::Raise;
    ensures REQ_CALL_05_service: \result == arch::Next::Serve ==>
      CallsService(&processor.registers, Field(abi::VmcsField::ExitReason)) &&
      vmcs::EqualRegisters{Pre, Post}(&processor.registers, &processor.registers);
    ensures REQ_CALL_05_to_serve: entered == arch::VmxResult::Succeed && \old(Works(&pages.state) &&
      vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os) &&
      CallsService(&processor.registers, Field(abi::VmcsField::ExitReason))) ==> \result == arch::Next::Serve;
    ensures REQ_MAP_06_held: StaysHeld(\result, &pages, &common);
    ensures REQ_VMCS_01_served: entered == arch::VmxResult::Succeed &&
      \old(Works(&pages.state) && Served(&pages.state, &common.policy, &processor.registers)) ==> \result != arch::Next::Halt;
    ensures REQ_POL_08_served: entered == arch::VmxResult::Succeed && \old(Works(&pages.state) && HasMemoryFields &&
      Granted(&pages, &common)) ==> \result != arch::Next::Halt;
    ensures REQ_VMCS_04_failed: entered != arch::VmxResult::Succeed ==> \result == arch::Next::Halt;
*/
[[nodiscard]] arch::Next monitor_exit(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                                      arch::VmxResult entered);

} // namespace stm::smi
