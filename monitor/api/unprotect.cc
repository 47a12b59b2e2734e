// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/unprotect.h"

#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid(&policy) && \valid(&scratch) && \separated(&policy, &scratch);
    requires Policy::Inv(&policy) && scratch.list.count <= kMaxRequests;
    requires AllMayName(Call::Unprotect, &scratch.list.request[0], scratch.list.count);
    assigns policy.protections_, scratch.verdicts[0 .. kMaxRequests - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures status: \result == abi::Status::Success || \result == abi::Status::Unspecified;
    ensures everything: scratch.list.everything ==> \result == abi::Status::Success &&
      (\forall integer k; !Policy::Protected(&policy, k));
    ensures named: \result == abi::Status::Success && !scratch.list.everything ==>
      ProtectsBut{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures count: scratch.list.count <= kMaxRequests;
*/
[[nodiscard]] static abi::Status judge_release(Policy& policy, ListScratch& scratch) {
    return unprotect_requests(policy, scratch.list.request, scratch.list.count, scratch.list.everything,
                              scratch.verdicts);
}

/*@ requires \valid(&page) && \valid(&policy) && \valid(&scratch) && \valid(&window);
    requires \separated(&page, &policy, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address) && scratch.list.count <= kMaxRequests;
    requires AllMayName(Call::Unprotect, &scratch.list.request[0], scratch.list.count);
    assigns page, policy.protections_, scratch.verdicts[0 .. kMaxRequests - 1], window.entry[0],
      arch::foreign[address / 8 .. address / 8 + 511];
    ensures invariant: Policy::Inv(&policy);
    ensures refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures status: \result == abi::Status::Success || \result == abi::Status::Unspecified;
    ensures everything: scratch.list.everything ==> \result == abi::Status::Success &&
      (\forall integer k; !Policy::Protected(&policy, k));
    ensures named: \result == abi::Status::Success && !scratch.list.everything ==>
      ProtectsBut{Pre, Post}(&policy, &scratch.list.request[0], scratch.list.count);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures count: scratch.list.count <= kMaxRequests;
*/
[[nodiscard]] static abi::Status apply_release(arch::Page& page, uint64_t address, Platform platform, Policy& policy,
                                               ListScratch& scratch, arch::Window& window, uint64_t linear) {
    auto const status = judge_release(policy, scratch);
    //@ ghost Judged: ;
    answer_list(policy, page, scratch.list, scratch.verdicts, address, platform, window, linear);
    //@ assert requests: resources::SameRequests{Judged, Here}(&scratch.list.request[0], scratch.list.count);
    //@ assert protections: SameProtections{Judged, Here}(&policy);
    return status;
}

abi::Status unprotect_resource(arch::Page& page, uint64_t address, Platform platform, Policy& policy,
                               ListScratch& scratch, arch::Window& window, uint64_t linear) {
    bool const whole = read_list(policy, page, Call::Unprotect, platform.ecam, scratch.list);
    if (!whole) return abi::Status::MalformedResourceList;
    return apply_release(page, address, platform, policy, scratch, window, linear);
}

} // namespace stm::api
