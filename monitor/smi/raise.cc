// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/raise.h"

namespace stm::smi {

/*@ assigns \nothing;
    ensures nothing: \result ==> !IsUnderway;
    ensures progress: arch::HasField(abi::VmcsField::IdtVectoringInformation) &&
      arch::current_vmcs != arch::kNoVmcs && !IsUnderway ==> \result;
*/
[[nodiscard]] static bool nothing_underway() {
    auto const event = arch::vmread(abi::VmcsField::IdtVectoringInformation);
    return event.result == arch::VmxResult::Succeed && event.value / abi::interruption::kValid % 2 == 0;
}

/*@ assigns \nothing;
    ensures \result.course == exceptions::Course::Reset && \result.code == code;
*/
[[nodiscard]] static exceptions::Verdict reset(uint32_t code) {
    return {.course = exceptions::Course::Reset, .code = code};
}

// It is a violation, and the handler is where that stopped it.
/*@ requires \valid(&exceptions) && \valid(&context) && \valid_read(&registers) && \valid_read(&handler) &&
      \valid_read(&layout);
    requires \separated(&exceptions, &context, &registers, &handler, &layout, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&layout) && exceptions::Exceptions::Inv(&exceptions);
    assigns exceptions, context;
    ensures whole: exceptions::Exceptions::Inv(&exceptions);
    ensures willing: \result.course == exceptions::Course::Deliver ==>
      CanDeliver(&handler, &context) && exceptions::HasPlace{Pre}(&handler, &layout);
    ensures interrupted: \result.course == exceptions::Course::Deliver || \old(TellsExit) ==>
      IsThere(&context, &registers) && ShowsExit(&context) && context.violation == violation;
    ensures counted: \result.course == exceptions::Course::Deliver ==>
      exceptions::Exceptions::Handling(&exceptions) &&
      exceptions::Exceptions::Raised(&exceptions) == \old(exceptions::Exceptions::Raised(&exceptions)) + 1;
    ensures too_many: \old(exceptions::Exceptions::Exhausted(&exceptions)) ==>
      \result.course != exceptions::Course::Deliver;
    ensures kept: \result.course != exceptions::Course::Deliver ==>
      exceptions::Exceptions::Same{Pre, Post}(&exceptions);
    ensures code: \result.course == exceptions::Course::Reset ==>
      IsViolationCode(\result.code) || (!\old(TellsExit) && \result.code == 0);
    ensures failure: \result.course == exceptions::Course::Reset &&
      \result.code == abi::Crash::ProtectionExceptionFailure ==> \old(exceptions::Exceptions::Exhausted(&exceptions));
    ensures course: \result.course == exceptions::Course::Deliver || \result.course == exceptions::Course::Reset;
    ensures progress: TellsExit && !\old(exceptions::Exceptions::Exhausted(&exceptions)) &&
      CanDeliver(&handler, &context) && exceptions::HasPlace{Pre}(&handler, &layout) ==>
      \result.course == exceptions::Course::Deliver;
*/
[[nodiscard]] static exceptions::Verdict raise_here(exceptions::Exceptions& exceptions, exceptions::Context& context,
                                                    arch::Registers const& registers,
                                                    exceptions::ExceptionHandler const& handler, Layout const& layout,
                                                    abi::Violation violation) {
    bool const taken = take_context(context, registers, violation);
    if (!taken) return reset(0);
    bool const alone = nothing_underway();
    if (!alone) return reset(static_cast<uint32_t>(abi::Crash::ProtectionException));
    //@ assert apart: \separated(&exceptions, &context, &handler, &layout);
    //@ assert rsp: handler.rsp == \at(handler.rsp, Pre) && (handler.long_mode <==> \at(handler.long_mode, Pre));
    /*@ assert same_layout: layout.tseg_first == \at(layout.tseg_first, Pre) &&
          layout.mseg_first == \at(layout.mseg_first, Pre); */
    //@ assert place: exceptions::HasPlace(&handler, &layout) <==> exceptions::HasPlace{Pre}(&handler, &layout);
    //@ ghost Taken: ;
    auto const verdict = exceptions.raise(handler, context, layout);
    //@ assert mode: handler.long_mode == \at(handler.long_mode, Taken);
    /*@ assert narrow: \forall integer i; 0 <= i < 22 ==>
          context.guest.narrow[i] == \at(context.guest.narrow[i], Taken); */
    /*@ assert wants: exceptions::Wants(&handler, context.violation) <==>
          exceptions::Wants{Taken}(&handler, \at(context.violation, Taken)); */
    //@ assert enter: exceptions::CanEnter(&handler, &context) <==> exceptions::CanEnter{Taken}(&handler, &context);
    //@ assert there: IsThere(&context, &registers);
    //@ assert shows: ShowsExit(&context);
    return verdict;
}

exceptions::Verdict raise(exceptions::Exceptions& exceptions, exceptions::Context& context, Violation& violation,
                          arch::Registers const& registers, exceptions::ExceptionHandler const& handler,
                          Policy const& policy, uint32_t latch, uint32_t reason) {
    Layout const layout = policy.smram_layout();
    //@ assert valid: ValidLayout(&layout);
    Finding const found = find_violation(violation, registers, policy, latch, reason);
    /*@ assert place: exceptions::HasPlace(&handler, &layout) <==>
          exceptions::HasPlace{Pre}(&handler, &policy.layout_); */
    //@ assert before: exceptions::Exceptions::Same{Pre, Here}(&exceptions);
    bool const free = found == Finding::Nothing || found == Finding::Unclaimed;
    if (free && reason != static_cast<uint32_t>(abi::ExitReason::EptViolation))
        return {.course = exceptions::Course::Resume, .code = 0};
    if (found != Finding::Protected) return reset(0);
    return raise_here(exceptions, context, registers, handler, layout, violation.type);
}

} // namespace stm::smi
