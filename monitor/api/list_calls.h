// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/call_events.h"

#include <stdint.h>

// ProtectResource and UnprotectResource as a whole, with their events. The page is at the desk, and came from `address`.
namespace stm::api {

/*@
  // What a list that took effect has done, by what it names.
  predicate ListTookEffect{L, M}(Policy* p, Desk* d, integer unprotect) =
    unprotect == 0 ? ProtectsToo{L, M}(p, \at(&d->list.list.request[0], M), \at(d->list.list.count, M)) :
    \at(d->list.list.everything, M) ? (\forall integer k; !Policy::Protected{M}(p, k)) :
      ProtectsBut{L, M}(p, \at(&d->list.list.request[0], M), \at(d->list.list.count, M));

  // Why a list that could be read was refused.
  predicate ListWasRefused{L, M}(Policy* p, Desk* d, integer unprotect, integer status) =
    unprotect != 0 ? status == abi::Status::Unspecified :
    status == abi::Status::UnprotectableResource
      ? CannotProtectAll{M}(p, \at(&d->list.list.request[0], M), \at(d->list.list.count, M))
      : status == abi::Status::OutOfResources && !Policy::ProtectRoom{L}(p, \at(d->list.list.count, M));
*/

// That pages are protected changes no map of the handler's: only what was claimed is in there (D-64).
/*@ requires \valid(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_16_count: desk.list.list.count <= kMaxRequests;
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_03_effect: \result == abi::Status::Success ==> ListTookEffect{Pre, Post}(&policy, &desk, unprotect);
    ensures REQ_RSC_03_reason: \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, unprotect, \result);
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status change_protections(bool unprotect, Policy& policy, log::EventLog& log, Desk& desk,
                                             uint64_t address, Platform platform, arch::Window& window,
                                             uint64_t linear);

} // namespace stm::api
