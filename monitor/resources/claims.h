// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/bios_pages.h"

#include <stdint.h>

// What is to be claimed for the BIOS's SMI handler, as requests to the policy.
namespace stm::resources {

/*@
  // What a descriptor claims, with its masks if it is an MSR. Memory is claimed for execution only if `executes`.
  predicate MaskedAt{L}(uint64_t* w, integer o, integer k) =
    MaskNames(WordAt(w, o + 8), 0, QuadAt(w, o + 16), kMsrBits, k) ||
    MaskNames(WordAt(w, o + 8), 1, QuadAt(w, o + 24), kMsrBits, k);

  predicate SpanAt{L}(uint64_t* w, integer o, integer access, integer k) =
    Atom(AreaAt(w, o), access, FirstAt(w, o)) <= k <= Atom(AreaAt(w, o), access, LastAt(w, o));

  predicate RangeAt{L}(uint64_t* w, integer o, integer k) =
    (AccessesAt(w, o) % 2 == 1 && SpanAt(w, o, 0, k)) || (AccessesAt(w, o) / 2 % 2 == 1 && SpanAt(w, o, 1, k)) ||
    (AccessesAt(w, o) / 4 % 2 == 1 && SpanAt(w, o, 2, k));

  predicate NamedAt{L}(uint64_t* w, integer o, integer k) =
    NamesRange(w, o) && (IsMsr(w, o) ? MaskedAt(w, o, k) : RangeAt(w, o, k));

  predicate NamedBefore{L}(BiosList* l, integer n, integer k) =
    \exists integer i; 0 <= i < n && NamedAt(&l->word[0], l->nodes.at[i], k);

  predicate Executes(integer k) = Atom(Area::Physical, Access::Execute, 0) <= k <=
    Atom(Area::Physical, Access::Execute, kLastPage);

  // Pages from `first` on, before `end`, in every way.
  predicate InOwnPart(integer first, integer end, integer k) = first < end &&
    (Atom(0, 0, first) <= k < Atom(0, 0, end) || Atom(0, 1, first) <= k < Atom(0, 1, end) ||
     Atom(0, 2, first) <= k < Atom(0, 2, end));
*/

// The handler's own part of SMRAM.
/*@ requires \valid(&own) && \valid_read(&layout) && \separated(&own, &layout);
    requires ValidLayout(&layout) && layout.tseg_first < layout.mseg_first;
    assigns own;
    ensures REQ_POL_06_legal: Legal(&own);
    ensures REQ_POL_01_own: \forall integer k; Names(&own, k) <==>
      InOwnPart(\old(layout.tseg_first), \old(layout.mseg_first), k);
*/
void own_part(Request& own, Layout const& layout);

// What node i of the list claims. Answers with the number of requests.
/*@ requires \valid_read(&list) && \valid(requests + (0 .. kMsrBits - 1));
    requires \separated(&list, requests + (0 .. kMsrBits - 1)) && IsBiosList(&list) && i < list.nodes.count;
    assigns requests[0 .. kMsrBits - 1];
    ensures REQ_ROB_01_length: \result <= kMsrBits;
    ensures REQ_POL_06_legal: AllLegal(requests, \result);
    ensures REQ_POL_17_named: \forall integer k; NamedBy(requests, \result, k) <==>
      NamedAt{Pre}(&list.word[0], list.nodes.at[i], k) && (executes || !Executes(k));
*/
[[nodiscard]] uint32_t claims_of(BiosList const& list, uint32_t i, Request* requests, bool executes);

} // namespace stm::resources
