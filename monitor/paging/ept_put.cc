// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/ept_tree.h"
#include "monitor/paging/walk_facts.h"

namespace stm::paging {

uint32_t EptTree::table_at(uint32_t level, uint64_t page) {
    uint32_t table = 0;
    /*@ loop invariant range: level <= above <= 4;
        loop invariant invariant: Inv(this);
        loop invariant grown: Grown{Pre, Here}(this);
        loop invariant no_leaf: NoNewLeaf{Pre, Here}(this);
        loop invariant table: IsTable(this, table, above, RegionOf(above + 1, page));
        loop invariant first: above == 4 ==> table == 0;
        loop invariant path: above < 4 ==> Met(this, above + 1, page) == Reference(this, table);
        loop invariant empty: \at(Empty(this), Pre) ==> Used(this) == 5 - above &&
          (\forall integer i; 0 <= i < kEntries ==> Entry(this, table, i) == 0);
        loop assigns above, table, *this;
        loop variant above;
    */
    for (uint32_t above = 4; above > level; --above) {
        uint32_t const below = child(above, table, page);
        if (below == kNone) return kNone;
        //@ assert path: above < 4 ==> Met(this, above + 1, page) == Reference(this, table);
        /*@ assert top: above == 4 ==>
              Met(this, above, page) == Entry(this, table, RegionOf(above, page) % kEntries); */
        /*@ assert below: above < 4 ==>
              Met(this, above, page) == Entry(this, table, RegionOf(above, page) % kEntries); */
        //@ assert entry: Met(this, above, page) == Entry(this, table, RegionOf(above, page) % kEntries);
        table = below;
    }
    return table;
}

bool EptTree::put(uint64_t page, Leaf leaf, uint64_t rights) {
    uint32_t const table = table_at(leaf.level, page);
    //@ assert no_leaf: NoNewLeaf{Pre, Here}(this) && Grown{Pre, Here}(this);
    //@ assert nothing_new: NewLeaves{Pre, Here}(this, leaf, page);
    if (table == kNone) return false;
    bool const placed = place(table, page, leaf, rights);
    //@ assert path: Met(this, leaf.level + 1, page) == Reference(this, table);
    //@ assert met: Met(this, leaf.level, page) == Entry(this, table, RegionOf(leaf.level, page) % kEntries);
    return placed;
}

} // namespace stm::paging
