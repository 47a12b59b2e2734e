// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/call.h"

#include "monitor/api/policy_facts.h"
#include "monitor/smi/address_limit.h"
#include "monitor/smi/stop.h"

namespace stm::smi {

/*@ requires \valid(&turn) && \valid(&fresh) && \valid(&books);
    requires \separated(&turn, &fresh, &books, &arch::lock_data) && arch::NoneHeld;
    requires !fresh ==> ValidBooks(&books);
    assigns turn, fresh, books, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures open: ValidBooks(&books) && !fresh;
*/
static void open_books(arch::Lock& turn, bool& fresh, api::Books& books) {
    arch::acquire(turn);
    if (fresh) {
        books.log.reset();
        books.database.clear();
        fresh = false;
    }
    arch::release(turn);
}

/*@ requires \valid_read(&state) && ValidState(&state);
    assigns \nothing;
    ensures REQ_LIFE_07_phase: state.stage == Stage::Started ==> \result == api::Phase::Started;
    ensures REQ_LIFE_07_early: state.stage == Stage::Initialized ==> \result == api::Phase::Initialized;
*/
[[nodiscard]] static api::Phase phase_of(State const& state) {
    return state.stage == Stage::Started ? api::Phase::Started : api::Phase::Initialized;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && resources::ValidEcam(ecam);
    assigns \nothing;
    ensures platform: api::IsPlatform(\result);
    ensures apic: !ApicInPlace ==> \result.limit == 0;
    ensures layout: \result.layout.tseg_first == policy.layout_.tseg_first &&
      \result.layout.mseg_first == policy.layout_.mseg_first && \result.layout.tseg_last == policy.layout_.tseg_last;
*/
[[nodiscard]] static api::Platform platform_of(Policy const& policy, resources::Ecam ecam) {
    Layout const layout = policy.smram_layout();
    uint64_t const limit = end_of_addresses();
    return {.layout = layout, .ecam = ecam, .limit = limit};
}

// Nothing happens meanwhile to what calls are judged by.
/*@ requires \valid(&turn) && \valid(&fresh) && \valid(&books) && \valid_read(&policy) && \valid_read(&list);
    requires \separated(&turn, &fresh, &books, &policy, &list, &arch::lock_data) && arch::NoneHeld;
    requires !fresh ==> ValidBooks(&books);
    requires Policy::Inv(&policy) && resources::Padded(&list.word[0], list.bytes);
    assigns turn, fresh, books, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures open: ValidBooks(&books) && !fresh;
    ensures policy: Policy::Inv(&policy) && api::SamePolicy{Pre, Post}(&policy);
    ensures list: resources::Padded(&list.word[0], list.bytes);
*/
static void open_beside(arch::Lock& turn, bool& fresh, api::Books& books, [[maybe_unused]] Policy const& policy,
                        [[maybe_unused]] resources::BiosList const& list) {
    open_books(turn, fresh, books);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    /*@ assert words: \forall integer i; 0 <= i < resources::kMostListBytes / 8 ==>
          list.word[i] == \at(list.word[i], Pre); */
    //@ assert bytes: list.bytes == \at(list.bytes, Pre);
}

arch::Next monitor_call(boot::Processor& processor, Pages& pages, Shared& shared, Common& common, Services& services) {
    auto const phase = phase_of(pages.state);
    open_beside(shared.turn, common.fresh, services.books, common.policy, common.list);
    auto const platform = platform_of(common.policy, common.ecam);
    //@ ghost Ready: ;
    bool const answered = serve_os(processor.registers, phase, shared.turn, platform, common.policy, common.list,
                                   services.books, services.desk, pages.window, processor.window);
    //@ assert somewhere: 0 <= \at(processor.registers.rbx, Ready) && 0 <= \at(processor.registers.rcx, Ready);
    //@ assert nowhere: platform.limit == 0 ==> !CallerHasItsPage{Ready}(&processor.registers, platform);
    /*@ assert refused: answered && platform.limit == 0 && api::InOrder(phase, FunctionOf{Ready}(&processor.registers))
          ==> CallerIsRefusedPage{Ready}(&processor.registers, processor.registers.rax); */
    if (!answered) return stop_machine(processor.index);
    return arch::Next::Resume;
}

} // namespace stm::smi
