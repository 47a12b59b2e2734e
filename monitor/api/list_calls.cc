// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/list_calls.h"

#include "monitor/api/policy_facts.h"
#include "monitor/api/protect.h"
#include "monitor/api/unprotect.h"

namespace stm::api {

/*@ requires \valid(&policy) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures effect: \result == abi::Status::Success ==> ListTookEffect{Pre, Post}(&policy, &desk, unprotect);
    ensures reason: \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, unprotect, \result);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures count: desk.list.list.count <= kMaxRequests;
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status change_only(bool unprotect, Policy& policy, Desk& desk, uint64_t address,
                                             Platform platform, arch::Window& window, uint64_t linear) {
    if (unprotect) return unprotect_resource(desk.page, address, platform, policy, desk.list, window, linear);
    auto const answer = protect_resource(desk.page, address, platform, policy, desk.list, window, linear);
    return answer.status;
}

/*@ requires \valid(&policy) && \valid_read(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures effect: \result == abi::Status::Success ==> ListTookEffect{Pre, Post}(&policy, &desk, unprotect);
    ensures reason: \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, unprotect, \result);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures count: desk.list.list.count <= kMaxRequests;
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures log: log::EventLog::Inv(&log);
*/
[[nodiscard]] static abi::Status change_beside(bool unprotect, Policy& policy,
                                               [[maybe_unused]] log::EventLog const& log, Desk& desk, uint64_t address,
                                               Platform platform, arch::Window& window, uint64_t linear) {
    auto const status = change_only(unprotect, policy, desk, address, platform, window, linear);
    //@ assert state: log.state_ == \at(log.state_, Pre);
    //@ assert enabled: log.enabled_ == \at(log.enabled_, Pre);
    //@ assert serial: log.ring_.serial_ == \at(log.ring_.serial_, Pre);
    //@ assert next: log.ring_.next_ == \at(log.ring_.next_, Pre);
    //@ assert wrapped: log.ring_.wrapped_ == \at(log.ring_.wrapped_, Pre);
    //@ assert slots: log.ring_.count_ == \at(log.ring_.count_, Pre);
    /*@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          log.ring_.page_[k] == \at(log.ring_.page_[k], Pre); */
    //@ assert log: log::EventLog::Same{Pre, Here}(&log);
    return status;
}

abi::Status change_protections(bool unprotect, Policy& policy, log::EventLog& log, Desk& desk, uint64_t address,
                               Platform platform, arch::Window& window, uint64_t linear) {
    auto const status = change_beside(unprotect, policy, log, desk, address, platform, window, linear);
    if (status == abi::Status::MalformedResourceList) return status;
    //@ ghost Changed: ;
    auto const event = list_event(unprotect, status);
    /*@ assert apart: \forall integer j; 0 <= j < kMaxRequests ==>
          \separated(&desk.list.list.request[j], &desk.event) &&
          \separated(&desk.list.list.request[j], &window.entry[0]) && \separated(&desk.list.list.request[j], &log); */
    note_list(policy, log, desk, event, platform, window, linear);
    //@ assert requests: resources::SameRequests{Changed, Here}(&desk.list.list.request[0], desk.list.list.count);
    /*@ assert list: desk.list.list.count == \at(desk.list.list.count, Changed) &&
          (desk.list.list.everything <==> \at(desk.list.list.everything, Changed)); */
    return status;
}

} // namespace stm::api
