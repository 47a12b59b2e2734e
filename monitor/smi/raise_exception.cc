// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/raise_exception.h"

#include "monitor/smi/os_memory.h"

namespace stm::smi {

// What of it counts here.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&violation) && \valid_read(&policy);
    requires \separated(&processor, &pages, &violation, &policy, &arch::current_vmcs, &arch::vmcs_data);
    requires Policy::Inv(&policy) && exceptions::Exceptions::Inv(&pages.state.exceptions) && MayViolate(reason);
    requires violation.page <= kLastPage;
    assigns pages.state.exceptions, pages.interrupted.context, violation;
    ensures page: violation.page <= kLastPage;
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures reaches: \result.course == exceptions::Course::Deliver ==>
      Reaches{Pre}(&policy, &processor.registers, latch, reason);
    ensures place: \result.course == exceptions::Course::Deliver ==>
      exceptions::HasPlace{Pre}(&pages.start.exception, &policy.layout_);
    ensures counted: \result.course == exceptions::Course::Deliver ==> Handles(&pages.state) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) + 1 &&
      !\old(exceptions::Exceptions::Exhausted(&pages.state.exceptions));
    ensures kept: \result.course != exceptions::Course::Deliver ==>
      exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures course: \result.course != exceptions::Course::Refuse;
    ensures code: \old(TellsExit) && Reaches{Pre}(&policy, &processor.registers, latch, reason) &&
      \result.course != exceptions::Course::Deliver ==>
      \result.course == exceptions::Course::Reset && IsViolationCode(\result.code);
*/
[[nodiscard]] static exceptions::Verdict raise_here(boot::Processor const& processor, Pages& pages,
                                                    Violation& violation, Policy const& policy, uint32_t latch,
                                                    uint32_t reason) {
    return raise(pages.state.exceptions, pages.interrupted.context, violation, processor.registers,
                 pages.start.exception, policy, latch, reason);
}

/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&violation) && \valid_read(&common) &&
      \valid_read(&services);
    requires \separated(&processor, &pages, &violation, &common, &services, &arch::current_vmcs, &arch::vmcs_data);
    requires Policy::Inv(&common.policy) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions) && MayViolate(reason);
    requires violation.page <= kLastPage;
    assigns pages.state.exceptions, pages.interrupted.context, violation;
    ensures log: HasLog(&common, &services);
    ensures fresh: common.fresh <==> \old(common.fresh);
    ensures page: violation.page <= kLastPage;
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures reaches: \result.course == exceptions::Course::Deliver ==>
      Reaches{Pre}(&common.policy, &processor.registers, latch, reason);
    ensures place: \result.course == exceptions::Course::Deliver ==> CanPlace(&pages, &common);
    ensures counted: \result.course == exceptions::Course::Deliver ==> Handles(&pages.state) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) + 1 &&
      !\old(exceptions::Exceptions::Exhausted(&pages.state.exceptions));
    ensures kept: \result.course != exceptions::Course::Deliver ==>
      exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures course: \result.course != exceptions::Course::Refuse;
    ensures code: \old(TellsExit) && Reaches{Pre}(&common.policy, &processor.registers, latch, reason) &&
      \result.course != exceptions::Course::Deliver ==>
      \result.course == exceptions::Course::Reset && IsViolationCode(\result.code);
*/
[[nodiscard]] static exceptions::Verdict raise_beside(boot::Processor const& processor, Pages& pages,
                                                      Violation& violation, Common const& common,
                                                      [[maybe_unused]] Services const& services, uint32_t latch,
                                                      uint32_t reason) {
    auto const verdict = raise_here(processor, pages, violation, common.policy, latch, reason);
    //@ assert apart: \separated(&pages, &violation, &common, &services, &processor);
    //@ assert next: services.books.log.ring_.next_ == \at(services.books.log.ring_.next_, Pre);
    //@ assert wrapped: services.books.log.ring_.wrapped_ == \at(services.books.log.ring_.wrapped_, Pre);
    /*@ assert page: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          services.books.log.ring_.page_[k] == \at(services.books.log.ring_.page_[k], Pre); */
    //@ assert apart_count: \separated(&services.books.log.ring_.count_, &pages, &violation);
    //@ assert count: services.books.log.ring_.count_ == \at(services.books.log.ring_.count_, Pre);
    //@ assert state: services.books.log.state_ == \at(services.books.log.state_, Pre);
    //@ assert enabled: services.books.log.enabled_ == \at(services.books.log.enabled_, Pre);
    //@ assert fresh: common.fresh <==> \at(common.fresh, Pre);
    //@ assert log: HasLog(&common, &services);
    //@ assert tseg: common.policy.layout_.tseg_first == \at(common.policy.layout_.tseg_first, Pre);
    //@ assert mseg: common.policy.layout_.mseg_first == \at(common.policy.layout_.mseg_first, Pre);
    //@ assert last: common.policy.layout_.tseg_last == \at(common.policy.layout_.tseg_last, Pre);
    //@ assert rsp: pages.start.exception.rsp == \at(pages.start.exception.rsp, Pre);
    //@ assert mode: pages.start.exception.long_mode <==> \at(pages.start.exception.long_mode, Pre);
    /*@ assert bytes: exceptions::FrameBytes(&pages.start.exception) ==
          exceptions::FrameBytes{Pre}(&pages.start.exception); */
    /*@ assert address: exceptions::FrameAddress(&pages.start.exception) ==
          exceptions::FrameAddress{Pre}(&pages.start.exception); */
    return verdict;
}

/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) &&
      \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && HasWindow(&common) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions) && MayViolate(reason);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld;
    assigns pages.state.exceptions, pages.interrupted.context, pages.window.entry[0], shared.turn,
      services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1], arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures log: HasLog(&common, &services);
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures reaches: \result.course == exceptions::Course::Deliver ==>
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason);
    ensures place: \result.course == exceptions::Course::Deliver ==> CanPlace(&pages, &common);
    ensures counted: \result.course == exceptions::Course::Deliver ==> Handles(&pages.state) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) + 1 &&
      !\old(exceptions::Exceptions::Exhausted(&pages.state.exceptions));
    ensures kept: \result.course != exceptions::Course::Deliver ==>
      exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures course: \result.course != exceptions::Course::Refuse;
    ensures code: \old(TellsExit) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      \result.course != exceptions::Course::Deliver ==>
      \result.course == exceptions::Course::Reset && IsViolationCode(\result.code);
*/
[[nodiscard]] static exceptions::Verdict raise_in_turn(boot::Processor const& processor, Pages& pages, Shared& shared,
                                                       Common const& common, Services& services, uint32_t reason) {
    uint32_t const latch = io::latched(pages.state.latch);
    auto const platform = os_memory(common.policy, common.ecam);
    Violation violation = {};
    arch::acquire(shared.turn);
    auto const verdict = raise_beside(processor, pages, violation, common, services, latch, reason);
    if (verdict.course == exceptions::Course::Deliver && !common.fresh)
        log_exception(services, violation, processor.registers, latch, reason, platform, pages, common,
                      processor.window);
    arch::release(shared.turn);
    return verdict;
}

// The log stays what it is.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&services);
    requires \separated(&processor, &pages, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires HasLog(&common, &services) && processor.window % 0x1000 == 0;
    requires CanPlace(&pages, &common);
    assigns pages.interrupted.frame, pages.window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1],
      arch::vmcs_data;
    ensures log: HasLog(&common, &services);
    ensures at_handler: \result ==> IsAtHandler(&pages.start.exception);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] static bool deliver_beside(boot::Processor const& processor, Pages& pages, Common const& common,
                                         [[maybe_unused]] Services const& services) {
    Layout const layout = common.policy.smram_layout();
    //@ assert place: exceptions::HasPlace(&pages.start.exception, &layout);
    bool const delivered = deliver(pages.interrupted, pages.start, layout, pages.window, processor.window);
    //@ assert ring: log::Ring::Same{Pre, Here}(&services.books.log.ring_);
    //@ assert log: log::EventLog::Same{Pre, Here}(&services.books.log);
    return delivered;
}

/*@ requires \valid_read(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&services);
    requires \separated(&processor, &pages, &common, &services, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires HasLog(&common, &services) && processor.window % 0x1000 == 0;
    assigns pages.window.entry[0], arch::foreign[(abi::txt::kPrivateSpace + abi::txt::kErrorCode) / 8];
    ensures log: HasLog(&common, &services);
    ensures left: code != 0 ==> LeftCode(&common.policy, code);
*/
static void leave_code_beside(boot::Processor const& processor, Pages& pages, Common const& common,
                              [[maybe_unused]] Services const& services, uint32_t code) {
    if (code == 0) return;
    leave_code(common.policy, code, pages.window, processor.window);
    //@ assert ring: log::Ring::Same{Pre, Here}(&services.books.log.ring_);
    //@ assert log: log::EventLog::Same{Pre, Here}(&services.books.log);
}

bool raise_exception(boot::Processor const& processor, Pages& pages, Shared& shared, Common const& common,
                     Services& services, uint32_t reason) {
    auto const verdict = raise_in_turn(processor, pages, shared, common, services, reason);
    if (verdict.course == exceptions::Course::Resume) return true;
    if (verdict.course == exceptions::Course::Deliver) return deliver_beside(processor, pages, common, services);
    leave_code_beside(processor, pages, common, services, verdict.code);
    return false;
}

} // namespace stm::smi
