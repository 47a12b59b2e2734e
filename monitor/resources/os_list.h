// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/resources/meaning.h"
#include "monitor/resources/nodes.h"

#include <stdint.h>

// The list of a ProtectResource or UnprotectResource call: one page, copied once.
namespace stm::resources {

inline constexpr uint32_t kPageBytes = sizeof(arch::Page);
inline constexpr uint32_t kMaxOsNodes = kPageBytes / sizeof(abi::RscHeader);

struct OsList {
    Nodes nodes;
    uint32_t first[kMaxOsNodes + 1]; // node i has the requests first[i] to first[i + 1] - 1
    uint32_t count;                  // of requests
    Request request[kMaxRequests + 2];
    bool everything; // ALL_RESOURCES is among the nodes
};

/*@
  // From request a on, before b, are those of the descriptor at o.
  predicate RequestsAt{L, M}(uint64_t* w, integer o, Ecam e, Request* all, integer a, integer b) =
    (!NamesRange{L}(w, o) ==> b == a) &&
    (NamesRange{L}(w, o) ==> MeantAt{L, M}(all + a, w, o) && BothNames{M}(all + a, b - a, e));

  predicate OwnRequests{L, M}(uint64_t* w, Ecam e, OsList* l, integer n) =
    \at(l->first[0], M) == 0 &&
    (\forall integer i; 0 <= i < n ==>
      RequestsAt{L, M}(w, \at(l->nodes.at[i], M), e, \at(&l->request[0], M), \at(l->first[i], M),
        \at(l->first[i + 1], M)));

  predicate Partition{L}(OsList* l, integer n) =
    \forall integer i; 0 <= i < n ==> l->first[i] <= l->first[i + 1] <= l->count;

  // Requests in front of n are what they were.
  predicate SameRequests{L, M}(Request* r, integer n) = \forall integer j; 0 <= j < n ==> SameRequest{L, M}(r + j);

  predicate IsEverything{L}(uint64_t* w, integer o) =
    !Ignored(w, o) && TypeAt(w, o) == abi::RscType::AllResources;
*/

// Whether the page begins with a list that this call may bring, and what it names. If not, nothing is named.
/*@ requires \valid_read(&page) && \valid(&list) && \separated(&page, &list);
    requires (call == Call::Protect || call == Call::Unprotect) && ValidEcam(ecam);
    assigns list;
    ensures REQ_RSC_01_list: \result ==> List{Post}(&page.word[0], kPageBytes, call, &list.nodes);
    ensures REQ_RSC_01_malformed: !\result ==> list.count == 0 && !list.everything &&
      Chain{Post}(&page.word[0], kPageBytes, call, &list.nodes) &&
      (list.nodes.at[list.nodes.count] == kPageBytes ||
       (!Good(&page.word[0], list.nodes.at[list.nodes.count], kPageBytes, call) &&
        !End(&page.word[0], list.nodes.at[list.nodes.count], kPageBytes)));
    ensures REQ_POL_09_requests: \result ==> OwnRequests{Pre, Post}(&page.word[0], ecam, &list, list.nodes.count) &&
      Partition(&list, list.nodes.count) && list.first[list.nodes.count] == list.count <= kMaxRequests;
    ensures REQ_RSC_09_may_name: AllMayName(call, &list.request[0], list.count);
    ensures REQ_RSC_10_everything: \result ==> (list.everything <==>
      (\exists integer i; 0 <= i < list.nodes.count && IsEverything{Pre}(&page.word[0], list.nodes.at[i])));
*/
[[nodiscard]] bool read_os_list(arch::Page const& page, Call call, Ecam ecam, OsList& list);

} // namespace stm::resources
