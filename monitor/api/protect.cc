// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/protect.h"

#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid(&policy) && \valid(&scratch) && \separated(&policy, &scratch);
    requires Policy::Inv(&policy) && scratch.list.count <= kMaxRequests;
    requires AllMayName(Call::Protect, &scratch.list.request[0], scratch.list.count);
    assigns policy.protections_, scratch.verdicts[0 .. kMaxRequests - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures room: \result == abi::Status::Success || \result == abi::Status::UnprotectableResource ||
      \result == abi::Status::OutOfResources;
    ensures cannot: \result == abi::Status::UnprotectableResource <==>
      CannotProtectAll(&policy, &scratch.list.request[0], scratch.list.count);
    ensures room_left: \result == abi::Status::OutOfResources ==>
      !Policy::ProtectRoom{Pre}(&policy, \at(scratch.list.count, Post));
    ensures protected: \result == abi::Status::Success ==>
      ProtectsToo{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures requests: resources::SameRequests{Pre, Post}(&scratch.list.request[0], kMaxRequests);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures list: \result != abi::Status::MalformedResourceList;
    ensures count: scratch.list.count <= kMaxRequests;
*/
[[nodiscard]] static abi::Status judge_protection(Policy& policy, ListScratch& scratch) {
    auto const status = protect_requests(policy, scratch.list.request, scratch.list.count, scratch.verdicts);
    //@ assert requests: resources::SameRequests{Pre, Here}(&scratch.list.request[0], kMaxRequests);
    //@ assert named: resources::SameRequests{Pre, Here}(&scratch.list.request[0], scratch.list.count);
    //@ assert claims: SameClaims{Pre, Here}(&policy);
    /*@ assert cannot: CannotProtectAll{Pre}(&policy, &scratch.list.request[0], \at(scratch.list.count, Pre)) <==>
          CannotProtectAll(&policy, &scratch.list.request[0], scratch.list.count); */
    return status;
}

/*@ requires \valid_read(&list) && list.count <= kMaxRequests;
    assigns \nothing;
    ensures \result ==> status == abi::Status::Success;
    ensures status == abi::Status::Success ==> (\result <==> NamesMemory(&list.request[0], list.count));
*/
[[nodiscard]] static bool has_to_unmap(abi::Status status, resources::OsList const& list) {
    if (status != abi::Status::Success) return false;
    return names_memory(list.request, list.count);
}

/*@ requires \valid(&page) && \valid(&policy) && \valid(&scratch) && \valid(&window);
    requires \separated(&page, &policy, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address) && scratch.list.count <= kMaxRequests;
    requires AllMayName(Call::Protect, &scratch.list.request[0], scratch.list.count);
    assigns page, policy.protections_, scratch.verdicts[0 .. kMaxRequests - 1], window.entry[0],
      arch::foreign[address / 8 .. address / 8 + 511];
    ensures invariant: Policy::Inv(&policy);
    ensures refused: \result.status != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures room: \result.status == abi::Status::Success || \result.status == abi::Status::UnprotectableResource ||
      \result.status == abi::Status::OutOfResources;
    ensures protected: \result.status == abi::Status::Success ==>
      ProtectsToo{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures list: \result.status != abi::Status::MalformedResourceList;
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures unmap: \result.unmap ==> \result.status == abi::Status::Success;
    ensures count: scratch.list.count <= kMaxRequests;
    ensures cannot: \result.status == abi::Status::UnprotectableResource <==>
      CannotProtectAll(&policy, &scratch.list.request[0], scratch.list.count);
    ensures room_left: \result.status == abi::Status::OutOfResources ==>
      !Policy::ProtectRoom{Pre}(&policy, \at(scratch.list.count, Post));
*/
[[nodiscard]] static ProtectAnswer apply_protection(arch::Page& page, uint64_t address, Platform platform,
                                                    Policy& policy, ListScratch& scratch, arch::Window& window,
                                                    uint64_t linear) {
    auto const status = judge_protection(policy, scratch);
    //@ ghost Judged: ;
    bool const unmap = has_to_unmap(status, scratch.list);
    answer_list(policy, page, scratch.list, scratch.verdicts, address, platform, window, linear);
    //@ assert requests: resources::SameRequests{Judged, Here}(&scratch.list.request[0], scratch.list.count);
    //@ assert protections: SameProtections{Judged, Here}(&policy);
    return {.status = status, .unmap = unmap};
}

ProtectAnswer protect_resource(arch::Page& page, uint64_t address, Platform platform, Policy& policy,
                               ListScratch& scratch, arch::Window& window, uint64_t linear) {
    bool const whole = read_list(policy, page, Call::Protect, platform.ecam, scratch.list);
    if (!whole) return {.status = abi::Status::MalformedResourceList, .unmap = false};
    return apply_protection(page, address, platform, policy, scratch, window, linear);
}

} // namespace stm::api
