// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/request.h"

#include <stdint.h>

namespace stm {

// Two for each PCI descriptor, of 22 bytes, before the end marker in a page of 4 KiB; others have fewer for their
// length.
inline constexpr uint32_t kMaxRequests = 370;

/*@
  predicate AllLegal(Request* list, integer n) = \forall integer j; 0 <= j < n ==> Legal(&list[j]);

  predicate NamedBy(Request* list, integer n, integer k) = \exists integer j; 0 <= j < n && Names(&list[j], k);
*/

/*@ requires \valid(&set) && \valid_read(list + (0 .. n - 1)) && \separated(&set, list + (0 .. n - 1));
    requires IntervalSet::Inv(&set) && n <= kMaxRequests && AllLegal(list, n);
    requires IntervalSet::Room(&set, kRoomPerRequest * n);
    assigns set;
    ensures REQ_POL_06_invariant: IntervalSet::Inv(&set);
    ensures REQ_POL_03_added: \forall integer k;
      IntervalSet::Member(&set, k) <==> (\old(IntervalSet::Member(&set, k)) || NamedBy(list, n, k));
    ensures list: \forall integer k; NamedBy(list, n, k) <==> \old(NamedBy(list, n, k));
*/
void add_all(IntervalSet& set, Request const* list, uint32_t n);

/*@ requires \valid(&set) && \valid_read(list + (0 .. n - 1)) && \separated(&set, list + (0 .. n - 1));
    requires IntervalSet::Inv(&set) && n <= kMaxRequests && AllLegal(list, n);
    requires IntervalSet::Room(&set, kRoomPerRequest * n);
    assigns set;
    ensures REQ_POL_06_invariant: IntervalSet::Inv(&set);
    ensures REQ_POL_03_taken: \forall integer k;
      IntervalSet::Member(&set, k) <==> (\old(IntervalSet::Member(&set, k)) && !NamedBy(list, n, k));
    ensures list: \forall integer k; NamedBy(list, n, k) <==> \old(NamedBy(list, n, k));
*/
void take_all(IntervalSet& set, Request const* list, uint32_t n);

} // namespace stm
