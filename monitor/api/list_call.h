// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_answer.h"
#include "monitor/api/requests.h"

#include <stdint.h>

// What ProtectResource and UnprotectResource have in common: the list is read before the policy is asked, and answered
// after it. The policy, and what the list names, stay what they are meanwhile.
namespace stm::api {

// Room for a list and what is said of it.
struct ListScratch {
    resources::OsList list;
    Status verdicts[kMaxRequests];
};

/*@
  // The same as ValidPlatform and IsOsPage, of a value.
  predicate IsPlatform(Platform p) =
    p.layout.tseg_first <= p.layout.mseg_first <= p.layout.tseg_last <= kLastPage && resources::ValidEcam(p.ecam) &&
    IsLimit(p.limit);

  predicate IsPageOfOs(Platform p, integer address) =
    OsMayHave(p.layout.tseg_first, p.layout.tseg_last, p.limit, address);

  predicate SmramKept{L, M}(Platform p) = caller::SamePages{L, M}(p.layout.tseg_first, p.layout.tseg_last) &&
    caller::SamePages{L, M}(kLowSmramFirst, kLowSmramLast);
*/

// Whether the page begins with a list that the call may bring.
/*@ requires \valid_read(&policy) && \valid_read(&page) && \valid(&list) && \separated(&policy, &page, &list);
    requires (call == Call::Protect || call == Call::Unprotect) && resources::ValidEcam(ecam);
    assigns list;
    ensures REQ_POL_16_count: list.count <= kMaxRequests;
    ensures REQ_RSC_01_list: \result ==> resources::List(&page.word[0], resources::kPageBytes, call, &list.nodes);
    ensures REQ_POL_09_requests: \result ==>
      resources::OwnRequests{Pre, Post}(&page.word[0], ecam, &list, list.nodes.count) &&
      resources::Partition(&list, list.nodes.count) && list.first[list.nodes.count] == list.count;
    ensures REQ_RSC_09_may_name: AllMayName(call, &list.request[0], list.count);
    ensures REQ_RSC_01_malformed: !\result ==> list.count == 0 && !list.everything;
    ensures REQ_POL_05_policy: Policy::Same{Pre, Post}(&policy);
*/
[[nodiscard]] bool read_list(Policy const& policy, arch::Page const& page, Call call, resources::Ecam ecam,
                             resources::OsList& list);

// Sets ReturnStatus in the copy, and puts that back. The table of descriptors is looked at once more: nothing is
// answered by one that is not sound.
/*@ requires \valid_read(&policy) && \valid(&page) && \valid_read(&list);
    requires \valid_read(verdicts + (0 .. kMaxRequests - 1)) && \valid(&window);
    requires \separated(&policy, &page, &list, verdicts + (0 .. kMaxRequests - 1), &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && IsPageOfOs(platform, address);
    requires linear % 0x1000 == 0;
    assigns page, window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures REQ_RSC_02_answered: IsTable(&list) ==> IsWritten(&page, address, WordsOf(&list));
    ensures REQ_RSC_02_granted: IsTable(&list) ==> (\forall integer i; 0 <= i < list.nodes.count &&
      resources::Marked{Pre, Post}(&page.word[0], &list, verdicts, i) ==>
        ByteAt(&page.word[0], list.nodes.at[i] + 6) == abi::RscHeader::kReturnStatus);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_POL_05_policy: Policy::Same{Pre, Post}(&policy);
    ensures REQ_POL_05_list: resources::SameRequests{Pre, Post}(&list.request[0], kMaxRequests) &&
      list.count == \old(list.count) && list.everything == \old(list.everything);
*/
void answer_list(Policy const& policy, arch::Page& page, resources::OsList const& list, Status const* verdicts,
                 uint64_t address, Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
