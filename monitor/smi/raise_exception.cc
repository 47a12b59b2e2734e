// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/raise_exception.h"

#include "monitor/smi/os_memory.h"

namespace stm::smi {

/*@
  // It is delivered only if the exit was a violation, and a violation that is not has a code.
  predicate Fits{L}(integer course, integer code, Policy* p, arch::Registers* r, integer latch, integer reason) =
    course != exceptions::Course::Refuse &&
    (course == exceptions::Course::Deliver ==> Reaches(p, r, latch, reason)) &&
    (TellsExit && Reaches(p, r, latch, reason) && course != exceptions::Course::Deliver ==>
      course == exceptions::Course::Reset && IsViolationCode(code));

  predicate Counted{L, M}(integer course, State* s) = course == exceptions::Course::Deliver ?
    Handles{M}(s) && Raised{M}(s) == Raised{L}(s) + 1 &&
      !exceptions::Exceptions::Exhausted{L}(\at(&s->exceptions, L)) :
    exceptions::Exceptions::Same{L, M}(\at(&s->exceptions, L));

  predicate StaysWilling{L, M}(Pages* p) =
    (exceptions::Wants{M}(\at(&p->start.exception, M), \at(p->interrupted.context.violation, M)) <==>
      exceptions::Wants{L}(\at(&p->start.exception, L), \at(p->interrupted.context.violation, L))) &&
    (exceptions::CanEnter{M}(\at(&p->start.exception, M), \at(&p->interrupted.context, M)) <==>
      exceptions::CanEnter{L}(\at(&p->start.exception, L), \at(&p->interrupted.context, L)));
*/

// The log stays what it is.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&violation) && \valid_read(&common) &&
      \valid_read(&services);
    requires \separated(&processor, &pages, &violation, &common, &services, &arch::current_vmcs, &arch::vmcs_data);
    requires Policy::Inv(&common.policy) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions) && MayViolate(reason);
    requires violation.page <= kLastPage;
    assigns pages.state.exceptions, pages.interrupted.context, violation;
    ensures log: HasLog(&common, &services);
    ensures page: violation.page <= kLastPage;
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures fits: Fits{Pre}(\result.course, \result.code, &common.policy, &processor.registers, latch, reason);
    ensures counted: Counted{Pre, Post}(\result.course, &pages.state);
    ensures place: \result.course == exceptions::Course::Deliver ==>
      exceptions::HasPlace{Pre}(&pages.start.exception, &common.policy.layout_);
    ensures willing: \old(TellsExit) && Reaches{Pre}(&common.policy, &processor.registers, latch, reason) &&
      Willing{Pre, Post}(&pages, &common) ==> \result.course == exceptions::Course::Deliver;
*/
[[nodiscard]] static exceptions::Verdict raise_beside(boot::Processor const& processor, Pages& pages,
                                                      Violation& violation, Common const& common,
                                                      [[maybe_unused]] Services const& services, uint32_t latch,
                                                      uint32_t reason) {
    auto const verdict = raise(pages.state.exceptions, pages.interrupted.context, violation, processor.registers,
                               pages.start.exception, common.policy, latch, reason);
    //@ assert apart: \separated(&pages, &violation, &common, &services, &processor);
    //@ assert next: services.books.log.ring_.next_ == \at(services.books.log.ring_.next_, Pre);
    //@ assert wrapped: services.books.log.ring_.wrapped_ == \at(services.books.log.ring_.wrapped_, Pre);
    //@ assert apart_pages: \separated(&services.books.log.ring_.page_[0 .. abi::kMaxLogPages - 1], &pages, &violation);
    /*@ assert page: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          services.books.log.ring_.page_[k] == \at(services.books.log.ring_.page_[k], Pre); */
    //@ assert apart_count: \separated(&services.books.log.ring_.count_, &pages, &violation);
    //@ assert count: services.books.log.ring_.count_ == \at(services.books.log.ring_.count_, Pre);
    //@ assert state: services.books.log.state_ == \at(services.books.log.state_, Pre);
    //@ assert enabled: services.books.log.enabled_ == \at(services.books.log.enabled_, Pre);
    //@ assert fresh: common.fresh <==> \at(common.fresh, Pre);
    //@ assert ring: !common.fresh ==> log::Ring::Inv(&services.books.log.ring_);
    //@ assert log: HasLog(&common, &services);
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
    ensures fits: Fits{Pre}(\result.course, \result.code, &common.policy, &processor.registers,
      io::Latched(\old(pages.state.latch)), reason);
    ensures counted: Counted{Pre, Post}(\result.course, &pages.state);
    ensures place: \result.course == exceptions::Course::Deliver ==>
      exceptions::HasPlace{Pre}(&pages.start.exception, &common.policy.layout_);
    ensures willing: \old(TellsExit) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      Willing{Pre, Post}(&pages, &common) ==> \result.course == exceptions::Course::Deliver;
*/
[[nodiscard]] static exceptions::Verdict raise_in_turn(boot::Processor const& processor, Pages& pages, Shared& shared,
                                                       Common const& common, Services& services, uint32_t reason) {
    uint32_t const latch = io::latched(pages.state.latch);
    auto const platform = os_memory(common.policy, common.ecam);
    Violation violation = {};
    arch::acquire(shared.turn);
    auto const verdict = raise_beside(processor, pages, violation, common, services, latch, reason);
    if (verdict.course == exceptions::Course::Deliver && !common.fresh)
        log_access(services, abi::EventType::HandledProtectionException, violation, processor.registers, latch,
                   reason, platform, pages.window, processor.window);
    arch::release(shared.turn);
    return verdict;
}

// The log stays what it is.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&services);
    requires \separated(&processor, &pages, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires HasLog(&common, &services) && processor.window % 0x1000 == 0 && ValidLayout(&common.policy.layout_);
    requires exceptions::HasPlace(&pages.start.exception, &common.policy.layout_);
    assigns pages.interrupted.frame, pages.window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1],
      arch::vmcs_data;
    ensures log: HasLog(&common, &services);
    ensures at_handler: \result ==> IsAtHandler(&pages.start.exception);
    ensures willing: StaysWilling{Pre, Post}(&pages);
    ensures progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
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
    ensures willing: StaysWilling{Pre, Post}(&pages);
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
    //@ assert apart: \separated(&pages, &common, &shared, &services, arch::foreign + (0 .. arch::kForeignWords - 1));
    //@ assert tseg: common.policy.layout_.tseg_first == \at(common.policy.layout_.tseg_first, Pre);
    //@ assert mseg: common.policy.layout_.mseg_first == \at(common.policy.layout_.mseg_first, Pre);
    //@ assert last: common.policy.layout_.tseg_last == \at(common.policy.layout_.tseg_last, Pre);
    //@ assert rsp: pages.start.exception.rsp == \at(pages.start.exception.rsp, Pre);
    //@ assert mode: pages.start.exception.long_mode <==> \at(pages.start.exception.long_mode, Pre);
    /*@ assert bytes: exceptions::FrameBytes(&pages.start.exception) ==
          exceptions::FrameBytes{Pre}(&pages.start.exception); */
    /*@ assert address: exceptions::FrameAddress(&pages.start.exception) ==
          exceptions::FrameAddress{Pre}(&pages.start.exception); */
    if (verdict.course == exceptions::Course::Resume) return true;
    if (verdict.course == exceptions::Course::Deliver) return deliver_beside(processor, pages, common, services);
    leave_code_beside(processor, pages, common, services, verdict.code);
    return false;
}

} // namespace stm::smi
