// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/common.h"

namespace stm::smi {

/*@
  predicate SameLayout{L, M}(Layout* l) = \at(l->tseg_first, L) == \at(l->tseg_first, M) &&
    \at(l->mseg_first, L) == \at(l->mseg_first, M) && \at(l->tseg_last, L) == \at(l->tseg_last, M);

  lemma same_reserved{L, M}: \forall Layout* l, integer k; SameLayout{L, M}(l) ==>
    (Reserved{L}(l, k) <==> Reserved{M}(l, k));
*/

/*@ requires \valid(&common) && \valid(&window) && \valid_read(&start) && \valid_read(&layout);
    requires \separated(&common, &window, &start, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common.policy, common.list, common.scratch, window.entry[0];
    ensures known: \result ==> Knows(&common, &layout, &start);
    ensures bitmap: \forall integer i; 0 <= i < kBitmapWords ==> common.msr_bitmap[i] == \old(common.msr_bitmap[i]);
*/
[[nodiscard]] static bool grant(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                                uint64_t linear) {
    bool const granted = resources::grant(common.policy, common.list, common.scratch, layout, start.resource_list,
                                          start.execute_outside, window, linear);
    //@ assert layout: SameLayout{Pre, Here}(&layout);
    //@ assert list: start.resource_list == \at(start.resource_list, Pre);
    //@ assert executes: start.execute_outside <==> \at(start.execute_outside, Pre);
    //@ assert kept: granted ==> (\forall integer k; Policy::Kept(&common.policy, k) <==> Reserved(&layout, k));
    return granted;
}

bool fill_common(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                 uint64_t linear) {
    fill_msr_bitmap(common.msr_bitmap);
    return grant(common, window, start, layout, linear);
}

} // namespace stm::smi
