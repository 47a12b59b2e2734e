// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/log_call.h"

#include "monitor/api/event_log.h"
#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures log: log::EventLog::Inv(&log);
    ensures refused: \result != abi::Status::Success ==> NothingWritten{Pre, Post};
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status manage_only(log::EventLog& log, Desk& desk, Platform platform, arch::Window& window,
                                             uint64_t linear) {
    return manage_event_log(desk.page, platform, log, desk.event, window, linear);
}

abi::Status manage_log([[maybe_unused]] Policy const& policy, log::EventLog& log, Desk& desk, Platform platform,
                       arch::Window& window, uint64_t linear) {
    /*@ assert apart_claims: \forall integer k; 0 <= k < kIntervalCapacity ==>
          \separated(&policy.claims_.first_[k], &window.entry[0]) && \separated(&policy.claims_.first_[k], &log) &&
          \separated(&policy.claims_.first_[k], &desk) && \separated(&policy.claims_.last_[k], &window.entry[0]) &&
          \separated(&policy.claims_.last_[k], &log) && \separated(&policy.claims_.last_[k], &desk); */
    /*@ assert apart_protections: \forall integer k; 0 <= k < kIntervalCapacity ==>
          \separated(&policy.protections_.first_[k], &window.entry[0]) && \separated(&policy.protections_.first_[k], &log) &&
          \separated(&policy.protections_.first_[k], &desk) && \separated(&policy.protections_.last_[k], &window.entry[0]) &&
          \separated(&policy.protections_.last_[k], &log) && \separated(&policy.protections_.last_[k], &desk); */
    /*@ assert apart_layout: \separated(&policy.layout_.tseg_first, &window.entry[0]) &&
          \separated(&policy.layout_.tseg_last, &window.entry[0]) &&
          \separated(&policy.layout_.mseg_first, &window.entry[0]); */
    auto const status = manage_only(log, desk, platform, window, linear);
    //@ assert tseg_first: policy.layout_.tseg_first == \at(policy.layout_.tseg_first, Pre);
    //@ assert tseg_last: policy.layout_.tseg_last == \at(policy.layout_.tseg_last, Pre);
    //@ assert mseg_first: policy.layout_.mseg_first == \at(policy.layout_.mseg_first, Pre);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert claims_count: policy.claims_.count_ == \at(policy.claims_.count_, Pre);
    //@ assert protections_count: policy.protections_.count_ == \at(policy.protections_.count_, Pre);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    return status;
}

} // namespace stm::api
