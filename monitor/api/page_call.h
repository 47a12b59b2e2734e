// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/database_call.h"
#include "monitor/api/list_calls.h"

#include <stdint.h>

// The calls whose parameters have been copied to the desk, each with its events and with what stays beside it.
namespace stm::api {

/*@
  predicate BringsList(integer function) =
    function == abi::Function::ProtectResource || function == abi::Function::UnprotectResource;

  logic integer GivesUp(integer function) = function == abi::Function::UnprotectResource ? 1 : 0;

  predicate ChangesPolicy(integer function, integer status) = status == abi::Status::Success && BringsList(function);

  // The calls that bring a page.
  predicate HasPage(integer function) = IsServed(function) && function != abi::Function::GetBiosResources;
*/

/*@ requires \valid(&policy) && \valid(&log) && \valid(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &database, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires HasPage(function) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns policy.protections_, log, database, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_16_count: BringsList(function) ==> desk.list.list.count <= kMaxRequests;
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_03_effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures REQ_RSC_03_reason: BringsList(function) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures REQ_DOM_02_done: function == abi::Function::ManageVmcsDatabase ==>
      (\result == abi::Status::Success <==>
        MayAdd{Pre}(&database, platform, &desk.page) || MayRemove{Pre}(&database, platform, &desk.page));
    ensures REQ_POL_05_refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status serve_page_call(uint32_t function, uint64_t address, Platform platform, Policy& policy,
                                          log::EventLog& log, domains::VmcsDatabase& database, Desk& desk,
                                          arch::Window& window, uint64_t linear);

} // namespace stm::api
