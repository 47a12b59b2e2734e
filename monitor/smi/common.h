// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/layout.h"
#include "monitor/resources/grant.h"
#include "monitor/smi/msr_bitmap.h"
#include "monitor/smi/state.h"

#include <stdint.h>

// What all processors know of the SMI handler. Whoever initializes writes it, before another processor can start.
namespace stm::smi {

struct Common {
    uint64_t msr_bitmap[kBitmapWords]; // first. SDM vol. 3C 24.6.9: reads of low MSRs and high ones, then writes
    Policy policy;
    resources::BiosList list;
    resources::GrantScratch scratch;
};
static_assert(sizeof(Common) <= boot::kCommon * boot::kPageSize);

/*@
  // All that is granted is what the BIOS says of the handler that begins so.
  predicate Knows{L}(Common* c, Layout* l, HandlerStart* h) = Policy::Inv(&c->policy) && c->policy.sealed_ &&
    (\forall integer k; Policy::Kept(&c->policy, k) <==> Reserved(l, k)) &&
    (\forall integer k; !Policy::Protected(&c->policy, k)) &&
    (h->resource_list == 0 ? resources::NoBiosList(&c->list) : resources::IsBiosList(&c->list)) &&
    resources::Granted(&c->policy, l->tseg_first, l->mseg_first, &c->list, h->execute_outside ? 1 : 0);
*/

// By the first processor, for all: what the handler may reach, and which MSRs it cannot write.
/*@ requires \valid(&common) && \valid(&window) && \valid_read(&start) && \valid_read(&layout);
    requires \separated(&common, &window, &start, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common, window.entry[0];
    ensures REQ_POL_01_known: \result ==> Knows(&common, &layout, &start);
    ensures REQ_POL_12_writes_exit: \forall integer i; 0 <= i < kBitmapWords ==>
      common.msr_bitmap[i] == BitmapWord(i);
*/
[[nodiscard]] bool fill_common(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                               uint64_t linear);

} // namespace stm::smi
