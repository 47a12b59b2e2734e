// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/os_list.h"

// The answer to the OS in its list: which descriptors were granted, or would have been by themselves.
namespace stm::resources {

/*@
  // No request of node i was refused.
  predicate Granted{L}(OsList* l, Status* verdicts, integer i) =
    \forall integer j; l->first[i] <= j < l->first[i + 1] ==> verdicts[j] == Status::Ok;

  // The nodes that get their ReturnStatus bit, which is in the first byte of the flags.
  predicate Marked{L, M}(uint64_t* w, OsList* l, Status* verdicts, integer i) =
    !Ignored{L}(w, \at(l->nodes.at[i], M)) && Granted{M}(l, verdicts, i);

  // Byte b holds the status of one of the first n nodes, which gets it.
  predicate StatusByte{L, M}(uint64_t* w, OsList* l, Status* verdicts, integer n, integer b) =
    \exists integer i; 0 <= i < n && Marked{L, M}(w, l, verdicts, i) && b == \at(l->nodes.at[i], M) + 6;
*/

// Sets ReturnStatus in the copy of the page that the list was read from. Descriptors that are ignored keep theirs, as
// does the end.
/*@ requires \valid(&page) && \valid_read(&list) && \valid_read(verdicts + (0 .. list.count - 1));
    requires \separated(&page, &list, verdicts + (0 .. list.count - 1));
    requires Placed(&list.nodes, kPageBytes);
    requires Partition(&list, list.nodes.count) && list.count <= kMaxRequests;
    assigns page;
    ensures REQ_RSC_02_granted: \forall integer i; 0 <= i < list.nodes.count &&
      Marked{Pre, Post}(&page.word[0], &list, verdicts, i) ==>
        ByteAt(&page.word[0], list.nodes.at[i] + 6) == abi::RscHeader::kReturnStatus;
    ensures REQ_RSC_02_only_status: \forall integer b; 0 <= b < kPageBytes &&
      !StatusByte{Pre, Post}(&page.word[0], &list, verdicts, list.nodes.count, b) ==>
        ByteAt(&page.word[0], b) == ByteAt{Pre}(&page.word[0], b);
*/
void set_return_status(arch::Page& page, OsList const& list, Status const* verdicts);

} // namespace stm::resources
