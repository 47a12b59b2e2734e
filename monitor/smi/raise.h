// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/exceptions.h"
#include "monitor/smi/interrupted.h"
#include "monitor/smi/violation.h"

// What becomes of an exit by which the SMI handler may have reached for what the OS protects.
namespace stm::smi {

/*@
  // The interface's word for what exits so.
  predicate IsOfReason(integer violation, integer reason) =
    reason == abi::ExitReason::EptViolation ? violation == abi::Violation::Page :
    reason == abi::ExitReason::IoInstruction ?
      violation == abi::Violation::Io || violation == abi::Violation::Pci : violation == abi::Violation::Msr;

  predicate CanDeliver{L}(exceptions::ExceptionHandler* h, exceptions::Context* c) =
    exceptions::Wants(h, c->violation) && exceptions::CanEnter(h, c) && !IsUnderway;

  // Of a violation.
  predicate IsViolationCode(integer code) = code == abi::Crash::ProtectionException ||
    code == abi::Crash::ProtectionExceptionFailure;

  // Of a reset; 0: a VMX instruction failed, or the handler touched what nobody granted.
  predicate IsCrashCode(integer code) = code == 0 || IsViolationCode(code);

  predicate TellsExit = HasFields && HasMemoryFields && vmcs::HasGuestState && HasExitFields;
*/

// It is this processor's turn. Deliver: the context is the handler's as it stands, and what it reached for is in
// `violation`. Resume: the OS has given it up meanwhile, and the handler tries again. An event that was on its way to
// the handler would be lost by an exception, so that the machine is reset.
/*@ requires \valid(&exceptions) && \valid(&context) && \valid(&violation) && \valid_read(&registers) &&
      \valid_read(&handler) && \valid_read(&policy);
    requires \separated(&exceptions, &context, &violation, &registers, &handler, &policy, &arch::current_vmcs,
      &arch::vmcs_data);
    requires Policy::Inv(&policy) && exceptions::Exceptions::Inv(&exceptions) && MayViolate(reason);
    requires violation.page <= kLastPage;
    assigns exceptions, context, violation;
    ensures REQ_EXC_02_whole: exceptions::Exceptions::Inv(&exceptions);
    ensures REQ_POL_06_page: violation.page <= kLastPage;
    ensures REQ_POL_03_violation: \result.course == exceptions::Course::Deliver ==>
      Reaches{Pre}(&policy, &registers, latch, reason);
    ensures REQ_EXC_01_willing: \result.course == exceptions::Course::Deliver ==> CanDeliver(&handler, &context) &&
      exceptions::HasPlace{Pre}(&handler, &policy.layout_);
    ensures REQ_EXC_09_interrupted: \result.course == exceptions::Course::Deliver ||
      (\old(TellsExit) && Reaches{Pre}(&policy, &registers, latch, reason)) ==>
      IsThere(&context, &registers) && ShowsExit(&context) && IsOfReason(context.violation, reason);
    ensures REQ_EXC_01_counted: \result.course == exceptions::Course::Deliver ==>
      exceptions::Exceptions::Handling(&exceptions) &&
      exceptions::Exceptions::Raised(&exceptions) == \old(exceptions::Exceptions::Raised(&exceptions)) + 1;
    ensures REQ_EXC_02_too_many: \old(exceptions::Exceptions::Exhausted(&exceptions)) ==>
      \result.course != exceptions::Course::Deliver;
    ensures REQ_EXC_02_kept: \result.course != exceptions::Course::Deliver ==>
      exceptions::Exceptions::Same{Pre, Post}(&exceptions);
    ensures REQ_EXC_01_again: \result.course == exceptions::Course::Resume ==>
      reason != abi::ExitReason::EptViolation && !Reaches{Pre}(&policy, &registers, latch, reason);
    ensures REQ_EXC_03_code: \result.course == exceptions::Course::Reset ==>
      IsCrashCode(\result.code);
    ensures REQ_EXC_01_code: \old(TellsExit) && Reaches{Pre}(&policy, &registers, latch, reason) &&
      \result.course == exceptions::Course::Reset ==> IsViolationCode(\result.code);
    ensures REQ_EXC_02_failure: \result.course == exceptions::Course::Reset &&
      \result.code == abi::Crash::ProtectionExceptionFailure ==> \old(exceptions::Exceptions::Exhausted(&exceptions));
    ensures REQ_EXC_01_course: \result.course == exceptions::Course::Deliver ||
      \result.course == exceptions::Course::Resume || \result.course == exceptions::Course::Reset;
    ensures REQ_EXC_01_delivered: TellsExit && Reaches{Pre}(&policy, &registers, latch, reason) &&
      !\old(exceptions::Exceptions::Exhausted(&exceptions)) && CanDeliver(&handler, &context) &&
      exceptions::HasPlace{Pre}(&handler, &policy.layout_) ==> \result.course == exceptions::Course::Deliver;
*/
[[nodiscard]] exceptions::Verdict raise(exceptions::Exceptions& exceptions, exceptions::Context& context,
                                        Violation& violation, arch::Registers const& registers,
                                        exceptions::ExceptionHandler const& handler, Policy const& policy,
                                        uint32_t latch, uint32_t reason);

} // namespace stm::smi
