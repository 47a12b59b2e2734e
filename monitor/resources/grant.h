// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/claims.h"

#include <stdint.h>

// What the BIOS's SMI handler may reach, settled before the OS may protect anything: its own part of SMRAM, and what
// its list claims.
namespace stm::resources {

// Room for what one descriptor claims.
struct GrantScratch {
    Request requests[kMsrBits];
    Status verdicts[kMsrBits];
};

/*@
  // Nothing is granted but that, and all of that is.
  predicate GrantedToHandler{L}(Policy* p, integer first, integer end, BiosList* list, integer executes) = \forall integer k;
    Policy::Claimed(p, k) <==> InOwnPart(first, end, k) ||
      (NamedBefore(list, list->nodes.count, k) && (executes != 0 || !Executes(k)));
*/

// `address` is that of the BIOS's list; 0: it claims nothing. `scratch` is only used on the way. False: the list cannot
// be read or claims what it may not, and what is granted counts for nothing.
/*@ requires \valid(&policy) && \valid(&list) && \valid(&scratch) && \valid(&window) &&
      \valid_read(&layout);
    requires \separated(&policy, &list, &scratch, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns policy, list, scratch, window.entry[0];
    ensures REQ_POL_06_invariant: \result ==> Policy::Inv(&policy);
    ensures REQ_POL_02_layout: \result ==> (\forall integer k; Policy::Kept(&policy, k) <==> Reserved{Pre}(&layout, k));
    ensures REQ_POL_10_sealed: \result ==> policy.sealed_;
    ensures REQ_POL_01_granted: \result ==>
      GrantedToHandler(&policy, \old(layout.tseg_first), \old(layout.mseg_first), &list, executes ? 1 : 0);
    ensures REQ_POL_01_not_protected: \result ==> (\forall integer k; !Policy::Protected(&policy, k));
    ensures REQ_POL_08_own: address == 0 ==> \result;
    ensures REQ_RSC_06_list: \result ==> (address == 0 ? NoBiosList(&list) : IsBiosList(&list));
*/
[[nodiscard]] bool grant(Policy& policy, BiosList& list, GrantScratch& scratch, Layout const& layout, uint64_t address,
                         bool executes, arch::Window& window, uint64_t linear);

} // namespace stm::resources
