// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/page_call.h"

#include "monitor/api/database_facts.h"
#include "monitor/api/log_call.h"

namespace stm::api {

/*@ requires \valid(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    requires IsPlatform(platform) && IsPageOfOs(platform, address);
    requires BringsList(function) || function == abi::Function::ManageEventLog;
    assigns policy.protections_, log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures count: BringsList(function) ==> desk.list.list.count <= kMaxRequests;
    ensures effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures reason: BringsList(function) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status serve_with_log(uint32_t function, uint64_t address, Platform platform, Policy& policy,
                                                log::EventLog& log, Desk& desk, arch::Window& window, uint64_t linear) {
    if (function == static_cast<uint32_t>(abi::Function::ManageEventLog))
        return manage_log(policy, log, desk, platform, window, linear);
    bool const unprotect = function == static_cast<uint32_t>(abi::Function::UnprotectResource);
    return change_protections(unprotect, policy, log, desk, address, platform, window, linear);
}

/*@ requires \valid(&policy) && \valid(&log) && \valid_read(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &database, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    requires BringsList(function) || function == abi::Function::ManageEventLog;
    assigns policy.protections_, log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures count: BringsList(function) ==> desk.list.list.count <= kMaxRequests;
    ensures effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures reason: BringsList(function) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status serve_beside(uint32_t function, uint64_t address, Platform platform, Policy& policy,
                                              log::EventLog& log,
                                              [[maybe_unused]] domains::VmcsDatabase const& database, Desk& desk,
                                              arch::Window& window, uint64_t linear) {
    /*@ assert apart_pointers: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          \separated(&database.pointer_[k], &window.entry[0]) && \separated(&database.pointer_[k], &desk) &&
          \separated(&database.pointer_[k], &log) && \separated(&database.pointer_[k], &policy); */
    /*@ assert apart_domains: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          \separated(&database.domain_[k], &window.entry[0]) && \separated(&database.domain_[k], &desk) &&
          \separated(&database.domain_[k], &log) && \separated(&database.domain_[k], &policy); */
    /*@ assert apart_count: \separated(&database.count_, &window.entry[0]) && \separated(&database.count_, &desk) &&
          \separated(&database.count_, &log) && \separated(&database.count_, &policy); */
    auto const status = serve_with_log(function, address, platform, policy, log, desk, window, linear);
    //@ assert count: database.count_ == \at(database.count_, Pre);
    /*@ assert pointers: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.pointer_[k] == \at(database.pointer_[k], Pre); */
    /*@ assert types: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].type == \at(database.domain_[k].type, Pre); */
    /*@ assert states: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].xstate == \at(database.domain_[k].xstate, Pre); */
    /*@ assert degradations: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].degradation == \at(database.domain_[k].degradation, Pre); */
    //@ assert same: SameDatabase{Pre, Here}(&database);
    return status;
}

abi::Status serve_page_call(uint32_t function, uint64_t address, Platform platform, Policy& policy, log::EventLog& log,
                            domains::VmcsDatabase& database, Desk& desk, arch::Window& window, uint64_t linear) {
    if (function == static_cast<uint32_t>(abi::Function::ManageVmcsDatabase))
        return manage_database(platform, policy, log, database, desk);
    return serve_beside(function, address, platform, policy, log, database, desk, window, linear);
}

} // namespace stm::api
