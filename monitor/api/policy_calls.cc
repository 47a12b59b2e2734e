// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/policy_calls.h"

#include "monitor/api/protect.h"
#include "monitor/api/unprotect.h"

namespace stm::api {

/*@ requires \valid(&policy) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status protect_only(Policy& policy, Desk& desk, uint64_t address, Platform platform,
                                              arch::Window& window, uint64_t linear) {
    auto const answer = protect_resource(desk.page, address, platform, policy, desk.list, window, linear);
    return answer.status;
}

/*@ requires \valid(&policy) && \valid_read(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures books: log::EventLog::Inv(&log);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status protect(Policy& policy, [[maybe_unused]] log::EventLog const& log, Desk& desk,
                                         uint64_t address, Platform platform, arch::Window& window, uint64_t linear) {
    auto const status = protect_only(policy, desk, address, platform, window, linear);
    /*@ assert state: log.state_ == \at(log.state_, Pre) && log.enabled_ == \at(log.enabled_, Pre); */
    //@ assert serial: log.ring_.serial_ == \at(log.ring_.serial_, Pre);
    //@ assert next: log.ring_.next_ == \at(log.ring_.next_, Pre);
    //@ assert wrapped: log.ring_.wrapped_ == \at(log.ring_.wrapped_, Pre);
    //@ assert count: log.ring_.count_ == \at(log.ring_.count_, Pre);
    /*@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          log.ring_.page_[k] == \at(log.ring_.page_[k], Pre); */
    //@ assert same: log::EventLog::Same{Pre, Here}(&log);
    return status;
}

abi::Status protect_and_note(Policy& policy, log::EventLog& log, Desk& desk, uint64_t address, Platform platform,
                             arch::Window& window, uint64_t linear) {
    auto const status = protect(policy, log, desk, address, platform, window, linear);
    if (status == abi::Status::MalformedResourceList) return status;
    auto const event = list_event(false, status);
    note_list(policy, log, desk, event, platform, window, linear);
    return status;
}

/*@ requires \valid(&policy) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status unprotect_only(Policy& policy, Desk& desk, uint64_t address, Platform platform,
                                                arch::Window& window, uint64_t linear) {
    auto const status = unprotect_resource(desk.page, address, platform, policy, desk.list, window, linear);
    return status;
}

/*@ requires \valid(&policy) && \valid_read(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures books: log::EventLog::Inv(&log);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status unprotect(Policy& policy, [[maybe_unused]] log::EventLog const& log, Desk& desk,
                                           uint64_t address, Platform platform, arch::Window& window, uint64_t linear) {
    auto const status = unprotect_only(policy, desk, address, platform, window, linear);
    /*@ assert state: log.state_ == \at(log.state_, Pre) && log.enabled_ == \at(log.enabled_, Pre); */
    //@ assert serial: log.ring_.serial_ == \at(log.ring_.serial_, Pre);
    //@ assert next: log.ring_.next_ == \at(log.ring_.next_, Pre);
    //@ assert wrapped: log.ring_.wrapped_ == \at(log.ring_.wrapped_, Pre);
    //@ assert count: log.ring_.count_ == \at(log.ring_.count_, Pre);
    /*@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          log.ring_.page_[k] == \at(log.ring_.page_[k], Pre); */
    //@ assert same: log::EventLog::Same{Pre, Here}(&log);
    return status;
}

abi::Status unprotect_and_note(Policy& policy, log::EventLog& log, Desk& desk, uint64_t address, Platform platform,
                               arch::Window& window, uint64_t linear) {
    auto const status = unprotect(policy, log, desk, address, platform, window, linear);
    if (status == abi::Status::MalformedResourceList) return status;
    auto const event = list_event(true, status);
    note_list(policy, log, desk, event, platform, window, linear);
    return status;
}

} // namespace stm::api
