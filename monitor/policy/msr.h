// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/bits.h"
#include "monitor/policy/request_list.h"

#include <stdint.h>

namespace stm {

/*@
  // The first n bits of a mask.
  predicate MaskNames(integer index, integer access, integer mask, integer n, integer k) =
    \exists integer b; 0 <= b < n && Bit(mask, b) && k == Atom(2, access, kMsrBits * index + b);
*/

// What a descriptor of an MSR with masks names, as requests: one for each bit that is in a mask. Answers with their
// number.
/*@ requires \valid(list + (0 .. kMsrBits - 1));
    assigns list[0 .. kMsrBits - 1];
    ensures range: \result <= kMsrBits;
    ensures REQ_POL_06_legal: AllLegal(list, \result);
    ensures REQ_POL_17_masks: \forall integer k; NamedBy(list, \result, k) <==>
      (MaskNames(index, 0, read_mask, kMsrBits, k) || MaskNames(index, 1, write_mask, kMsrBits, k));
    ensures REQ_POL_17_registers: \forall integer k; NamedBy(list, \result, k) ==> Atom(Area::Msr, 0, 0) <= k;
*/
[[nodiscard]] uint32_t msr_requests(uint32_t index, uint64_t read_mask, uint64_t write_mask, Request* list);

} // namespace stm
