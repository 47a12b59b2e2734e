// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/database_call.h"

#include "monitor/api/policy_facts.h"

namespace stm::api {

abi::Status manage_database(Platform platform, [[maybe_unused]] Policy const& policy,
                            [[maybe_unused]] log::EventLog const& log, domains::VmcsDatabase& database,
                            Desk const& desk) {
    auto const status = manage_vmcs_database(desk.page, platform, database);
    /*@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          log.ring_.page_[k] == \at(log.ring_.page_[k], Pre); */
    /*@ assert state: log.state_ == \at(log.state_, Pre) && log.enabled_ == \at(log.enabled_, Pre); */
    //@ assert serial: log.ring_.serial_ == \at(log.ring_.serial_, Pre);
    //@ assert next: log.ring_.next_ == \at(log.ring_.next_, Pre);
    //@ assert wrapped: log.ring_.wrapped_ == \at(log.ring_.wrapped_, Pre);
    //@ assert count: log.ring_.count_ == \at(log.ring_.count_, Pre);
    //@ assert log: log::EventLog::Same{Pre, Here}(&log);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    return status;
}

} // namespace stm::api
