// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/page_call.h"
#include "monitor/api/quiet_part.h"

#include <stdint.h>

// A call of the OS about what all processors share, from the caller's registers to the status that it gets. The caller
// of this function holds the lock, and puts the status into EAX and CF.
namespace stm::api {

/*@
  predicate InOrder(integer phase, integer function) =
    IsServed(function) && phase != Phase::Off && !IsEarly(phase, function);
*/

// `long_mode`: the caller's code is 64-bit code.
/*@ requires \valid(&registers) && \valid(&policy) && \valid_read(&list) && \valid(&log) && \valid(&database) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &policy, &list, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database) && resources::Padded(&list.word[0], list.bytes);
    requires phase <= Phase::Started && linear % 0x1000 == 0;
    assigns registers.rdx, policy.protections_, log, database, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
    ensures REQ_CALL_05_unknown: !IsServed(function) ==> \result == abi::Status::InvalidApi;
    ensures REQ_LIFE_06_stopped: IsServed(function) && phase == Phase::Off ==> \result == abi::Status::Stopped;
    ensures REQ_LIFE_07_early: IsEarly(phase, function) ==> \result == abi::Status::Unspecified;
    ensures REQ_CALL_06_page: InOrder(phase, function) && !HasItsPage{Pre}(&registers, long_mode, platform) ==>
      RefusesPage{Pre}(&registers, long_mode, \result);
    ensures REQ_POL_03_effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures REQ_RSC_03_reason: InOrder(phase, function) && BringsList(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures REQ_POL_16_count: InOrder(phase, function) && BringsList(function) &&
      HasItsPage{Pre}(&registers, long_mode, platform) ==> desk.list.list.count <= kMaxRequests;
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_05_refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_RSC_05_found: InOrder(phase, function) && HandsOut(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures REQ_CALL_02_edx: !HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status serve_os_call(arch::Registers& registers, uint32_t function, bool long_mode, Phase phase,
                                        Platform platform, Policy& policy, resources::BiosList const& list,
                                        log::EventLog& log, domains::VmcsDatabase& database, Desk& desk,
                                        arch::Window& window, uint64_t linear);

} // namespace stm::api
