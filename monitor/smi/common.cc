// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/common.h"

#include "monitor/acpi/find.h"
#include "monitor/smi/address_limit.h"

namespace stm::smi {

/*@
  predicate SameLayout{L, M}(Layout* l) = \at(l->tseg_first, L) == \at(l->tseg_first, M) &&
    \at(l->mseg_first, L) == \at(l->mseg_first, M) && \at(l->tseg_last, L) == \at(l->tseg_last, M);

  lemma same_reserved{L, M}: \forall Layout* l, integer k; SameLayout{L, M}(l) ==>
    (Reserved{L}(l, k) <==> Reserved{M}(l, k));
*/

static_assert(acpi::kRoomWords <= resources::kMostListBytes / 8);

bool fill_ecam(Common& common, arch::Window& window, uint64_t root, Layout const& layout, uint64_t linear) {
    uint64_t const limit = end_of_addresses();
    acpi::Finding const found = acpi::find_ecam(common.list.word, root, window, linear, layout, limit);
    //@ assert layout: SameLayout{Pre, Here}(&layout);
    //@ assert hidden: root != 0 && limit == 0 ==> found.outcome == acpi::Outcome::Broken;
    common.ecam.first_page = found.ecam.first_page;
    common.ecam.buses = found.ecam.buses;
    //@ assert layout_still: SameLayout{Pre, Here}(&layout);
    return found.outcome != acpi::Outcome::Broken;
}

bool fill_policy(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                 uint64_t linear) {
    /*@ assert apart: \separated(&layout.tseg_first, &common, &window.entry[0]) &&
          \separated(&layout.mseg_first, &common, &window.entry[0]) &&
          \separated(&layout.tseg_last, &common, &window.entry[0]); */
    /*@ assert apart_parts: \separated(&layout.mseg_first, &common.policy, &common.list, &common.scratch) &&
          \separated(&layout.tseg_first, &common.policy, &common.list, &common.scratch) &&
          \separated(&layout.tseg_last, &common.policy, &common.list, &common.scratch); */
    bool const granted = resources::grant(common.policy, common.list, common.scratch, layout, start.resource_list,
                                          start.execute_outside, window, linear);
    //@ assert tseg: layout.tseg_first == \at(layout.tseg_first, Pre);
    //@ assert mseg: layout.mseg_first == \at(layout.mseg_first, Pre);
    //@ assert end: layout.tseg_last == \at(layout.tseg_last, Pre);
    //@ assert layout: SameLayout{Pre, Here}(&layout);
    //@ assert list: start.resource_list == \at(start.resource_list, Pre);
    //@ assert executes: start.execute_outside <==> \at(start.execute_outside, Pre);
    //@ assert kept: granted ==> (\forall integer k; Policy::Kept(&common.policy, k) <==> Reserved(&layout, k));
    return granted;
}

void fill_bitmaps(Common& common) {
    io::fill_msr_bitmap(common.msr_bitmap, common.policy);
    //@ ghost Msrs: ;
    io::fill_port_bitmap(common.low_ports, common.policy, 0);
    //@ assert msrs_stay: SamePage{Msrs, Here}(&common.msr_bitmap);
    //@ ghost Low: ;
    io::fill_port_bitmap(common.high_ports, common.policy, io::kPortsPerPage);
    //@ assert msrs_still: SamePage{Low, Here}(&common.msr_bitmap);
    //@ assert low_stays: SamePage{Low, Here}(&common.low_ports);
    //@ assert claimed: \forall integer k; Policy::Claimed(&common.policy, k) <==> Policy::Claimed{Pre}(&common.policy, k);
    //@ assert same: Policy::Same{Pre, Here}(&common.policy);
    /*@ assert words: \forall integer i; 0 <= i < resources::kMostListBytes / 8 ==>
          common.list.word[i] == \at(common.list.word[i], Pre); */
    //@ assert list: SameList{Pre, Here}(&common);
}

/*@ requires \valid(&common) && \valid(&window) && \valid_read(&start) && \valid_read(&layout);
    requires \separated(&common, &window, &start, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common.policy, common.list, common.scratch, common.msr_bitmap, common.low_ports, common.high_ports,
      window.entry[0];
    ensures policy: \result ==> Policy::Inv(&common.policy);
    ensures list: \result ==> HasList(&common);
*/
[[nodiscard]] static bool fill_reach(Common& common, arch::Window& window, HandlerStart const& start,
                                     Layout const& layout, uint64_t linear) {
    bool const granted = fill_policy(common, window, start, layout, linear);
    if (!granted) return false;
    fill_bitmaps(common);
    return true;
}

bool fill_common(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                 uint64_t linear) {
    /*@ assert apart: \separated(&layout.tseg_first, &common, &window.entry[0]) &&
          \separated(&layout.mseg_first, &common, &window.entry[0]) &&
          \separated(&layout.tseg_last, &common, &window.entry[0]); */
    common.fresh = true;
    bool const placed = fill_ecam(common, window, start.acpi_rsdp, layout, linear);
    //@ assert layout: SameLayout{Pre, Here}(&layout);
    if (!placed) return false;
    //@ ghost Placed: ;
    bool const filled = fill_reach(common, window, start, layout, linear);
    //@ assert first_page: common.ecam.first_page == \at(common.ecam.first_page, Placed);
    //@ assert buses: common.ecam.buses == \at(common.ecam.buses, Placed);
    //@ assert tseg: layout.tseg_first == \at(layout.tseg_first, Placed);
    //@ assert end: layout.tseg_last == \at(layout.tseg_last, Placed);
    //@ assert window: HasWindow(&common);
    //@ assert place: OffTseg(&common, &layout);
    return filled;
}

} // namespace stm::smi
