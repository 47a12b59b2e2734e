// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_call.h"

#include <stdint.h>

// ProtectResource, after its page has been copied and while the caller holds the lock over the policy.
namespace stm::api {

struct ProtectAnswer {
    abi::Status status;
    bool unmap; // pages are protected that may not have been: the handler's maps have to be rid of them (D-14)
};

// `address` is where the page came from, and where the answer goes.
/*@ requires \valid(&page) && \valid(&policy) && \valid(&scratch) && \valid(&window);
    requires \separated(&page, &policy, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns page, policy.protections_, scratch, window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_16_count: scratch.list.count <= kMaxRequests;
    ensures REQ_POL_05_refused: \result.status != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_POL_03_protected: \result.status == abi::Status::Success ==>
      ProtectsToo{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures REQ_RSC_03_status: \result.status == abi::Status::Success ||
      \result.status == abi::Status::UnprotectableResource || \result.status == abi::Status::OutOfResources ||
      \result.status == abi::Status::MalformedResourceList;
    ensures REQ_RSC_03_unprotectable: \result.status == abi::Status::UnprotectableResource ==>
      CannotProtectAll(&policy, &scratch.list.request[0], scratch.list.count);
    ensures REQ_RSC_03_protectable: \result.status == abi::Status::Success ==>
      !CannotProtectAll(&policy, &scratch.list.request[0], scratch.list.count);
    ensures REQ_POL_08_room: \result.status == abi::Status::OutOfResources ==>
      !Policy::ProtectRoom{Pre}(&policy, \at(scratch.list.count, Post));
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_RSC_01_malformed: \result.status == abi::Status::MalformedResourceList ==>
      NothingWritten{Pre, Post} && page == \old(page);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_MAP_09_unmap: \result.unmap ==> \result.status == abi::Status::Success;
*/
[[nodiscard]] ProtectAnswer protect_resource(arch::Page& page, uint64_t address, Platform platform, Policy& policy,
                                             ListScratch& scratch, arch::Window& window, uint64_t linear);

} // namespace stm::api
