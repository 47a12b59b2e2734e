// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_call.h"

#include <stdint.h>

// UnprotectResource, after its page has been copied and while the caller holds the lock over the policy. What the
// handler may reach does not grow by it: that is what the BIOS claimed. So no map changes.
namespace stm::api {

// `address` is where the page came from, and where the answer goes.
/*@ requires \valid(&page) && \valid(&policy) && \valid(&scratch) && \valid(&window);
    requires \separated(&page, &policy, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns page, policy.protections_, scratch, window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_16_count: scratch.list.count <= kMaxRequests;
    ensures REQ_RSC_03_status: \result == abi::Status::Success || \result == abi::Status::Unspecified ||
      \result == abi::Status::MalformedResourceList;
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_RSC_10_everything: \result != abi::Status::MalformedResourceList && scratch.list.everything ==>
      \result == abi::Status::Success && (\forall integer k; !Policy::Protected(&policy, k));
    ensures REQ_POL_03_unprotected: \result == abi::Status::Success && !scratch.list.everything ==>
      ProtectsBut{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures REQ_POL_13_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_RSC_01_malformed: \result == abi::Status::MalformedResourceList ==>
      NothingWritten{Pre, Post} && page == \old(page);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status unprotect_resource(arch::Page& page, uint64_t address, Platform platform, Policy& policy,
                                             ListScratch& scratch, arch::Window& window, uint64_t linear);

} // namespace stm::api
