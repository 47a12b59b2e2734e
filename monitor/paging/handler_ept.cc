// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/handler_ept.h"

namespace stm::paging {

/*@
  // The entry that refers to the table after so many others.
  logic integer TableAt(integer at, integer tables) = at + tables * kPageSize + kReference;

  // The entry for a whole region that begins with this page.
  logic integer LargeOf(Layout l, integer outside, integer page) =
    FlagsOf(l, outside, page) == 0 ? 0 : page * kPageSize + FlagsOf(l, outside, page) + kLarge;

  // What stands where, when the tables are done.
  logic integer EntryOf(Layout l, integer outside, integer at, integer i) =
    i == 0 ? TableAt(at, 1) :
    i < kEntries ? 0 :
    i == kEntries + l.tseg_first / kLevel3Pages ? TableAt(at, 2) :
    i < 2 * kEntries ? LargeOf(l, outside, (i - kEntries) * kLevel3Pages) :
    i == 2 * kEntries + l.mseg_first / kLevel2Pages % kEntries ? TableAt(at, 3) :
    i < 3 * kEntries ?
      LargeOf(l, outside, l.tseg_first / kLevel3Pages * kLevel3Pages + (i - 2 * kEntries) * kLevel2Pages) :
    TranslationOf(l, outside, l.mseg_first / kLevel2Pages * kLevel2Pages + i - 3 * kEntries);

  predicate Done(EptTables* t, Layout l, integer outside, integer at, integer entries) =
    \forall integer i; 0 <= i < entries ==> t->entry[i] == EntryOf(l, outside, at, i);

  predicate Built(EptTables* t, Layout l, integer outside, integer at) =
    Fits(l) && Choice(outside) && 0 <= at && at % kPageSize == 0 &&
    Done(t, l, outside, at, kTablePages * kEntries);

  // Pages whose walk goes on in the table of level 2, and in that of level 1.
  predicate Near(Layout l, integer page) = page / kLevel3Pages == l.tseg_first / kLevel3Pages;
  predicate Mixed(Layout l, integer page) = page / kLevel2Pages == l.mseg_first / kLevel2Pages;

  // What is true of the layout and of numbers
  lemma TableAt_no_leaf: \forall integer at, integer k; 0 <= at && at % kPageSize == 0 && 0 <= k ==>
    !(kLarge < TableAt(at, k) % (kLevel3Pages * kPageSize) < 2 * kLarge) &&
    !(kLarge < TableAt(at, k) % (kLevel2Pages * kPageSize) < 2 * kLarge);

  lemma Level2_parts: \forall integer page; 0 <= page ==>
    page / kLevel3Pages * kEntries + page / kLevel2Pages % kEntries == page / kLevel2Pages;

  lemma FlagsOf_level3: \forall Layout l, integer outside, integer page;
    Fits(l) && 0 <= page < kLevel4Pages && !Near(l, page) ==>
    FlagsOf(l, outside, page / kLevel3Pages * kLevel3Pages) == FlagsOf(l, outside, page) == outside;

  lemma FlagsOf_level2: \forall Layout l, integer outside, integer page;
    Fits(l) && 0 <= page < kLevel4Pages && !Mixed(l, page) ==>
    FlagsOf(l, outside, page / kLevel2Pages * kLevel2Pages) == FlagsOf(l, outside, page);

  lemma LargeOf_far: \forall Layout l, integer outside, integer page;
    Fits(l) && Choice(outside) && 0 <= page < kLevel4Pages && !Near(l, page) ==> !Mixed(l, page) &&
    LargeOf(l, outside, page / kLevel2Pages * kLevel2Pages) ==
      page / kLevel2Pages * (kLevel2Pages * kPageSize) + outside + kLarge;

  lemma EntryOf_level3: \forall Layout l, integer outside, integer at, integer page;
    Fits(l) && Choice(outside) && 0 <= page < kLevel4Pages && !Near(l, page) ==>
    EntryOf(l, outside, at, kEntries + page / kLevel3Pages) ==
      page / kLevel3Pages * (kLevel3Pages * kPageSize) + outside + kLarge;

  lemma EntryOf_level2: \forall Layout l, integer outside, integer at, integer page;
    Fits(l) && 0 <= page && Near(l, page) && !Mixed(l, page) ==>
    EntryOf(l, outside, at, 2 * kEntries + page / kLevel2Pages % kEntries) ==
      LargeOf(l, outside, page / kLevel2Pages * kLevel2Pages);

  lemma EntryOf_level1: \forall Layout l, integer outside, integer at, integer page;
    Fits(l) && 0 <= page && Mixed(l, page) ==>
    EntryOf(l, outside, at, 3 * kEntries + page % kEntries) == TranslationOf(l, outside, page);

  // The walk, a level at a time
  lemma Built_next: \forall EptTables* t, Layout l, integer outside, integer at, integer k, integer index;
    Built(t, l, outside, at) && 0 < k < kTablePages && 0 <= index < kEntries ==>
    Next(&t->entry[0], at, TableAt(at, k), index) == EntryOf(l, outside, at, k * kEntries + index);

  lemma Built_level3_beyond: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && kLevel4Pages <= page < kPages ==> Level3(&t->entry[0], at, page) == 0;

  lemma Built_level3_entry: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages ==>
    Level3(&t->entry[0], at, page) == EntryOf(l, outside, at, kEntries + page / kLevel3Pages);

  lemma Built_level3_large: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Near(l, page) ==>
    Level3(&t->entry[0], at, page) == page / kLevel3Pages * (kLevel3Pages * kPageSize) + outside + kLarge;

  lemma Built_level3_flags: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Near(l, page) ==>
    Level3(&t->entry[0], at, page) % (kLevel3Pages * kPageSize) == outside + kLarge;

  lemma Built_level2_far: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Near(l, page) ==>
    Level2(&t->entry[0], at, page) == LargeOf(l, outside, page / kLevel2Pages * kLevel2Pages);

  lemma Built_level2_entry: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page && Near(l, page) ==>
    Level2(&t->entry[0], at, page) == EntryOf(l, outside, at, 2 * kEntries + page / kLevel2Pages % kEntries);

  lemma Built_level2_near: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page && Near(l, page) && !Mixed(l, page) ==>
    Level2(&t->entry[0], at, page) == LargeOf(l, outside, page / kLevel2Pages * kLevel2Pages);

  lemma Built_level2_mixed: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page && Mixed(l, page) ==> Level2(&t->entry[0], at, page) == TableAt(at, 3);

  lemma Built_level2_large: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Mixed(l, page) ==>
    Level2(&t->entry[0], at, page) == LargeOf(l, outside, page / kLevel2Pages * kLevel2Pages);

  lemma Built_level2_flags: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Mixed(l, page) && FlagsOf(l, outside, page) != 0 ==>
    Level2(&t->entry[0], at, page) % (kLevel2Pages * kPageSize) == FlagsOf(l, outside, page) + kLarge;

  lemma Built_walk_beyond: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && kLevel4Pages <= page < kPages ==>
    Walk(&t->entry[0], at, page) == TranslationOf(l, outside, page);

  lemma Built_walk_mixed: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page && Mixed(l, page) ==>
    Walk(&t->entry[0], at, page) == TranslationOf(l, outside, page);

  lemma Built_walk_large: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kLevel4Pages && !Mixed(l, page) ==>
    Walk(&t->entry[0], at, page) == TranslationOf(l, outside, page);

  lemma Built_walk: \forall EptTables* t, Layout l, integer outside, integer at, integer page;
    Built(t, l, outside, at) && 0 <= page < kPages ==> Walk(&t->entry[0], at, page) == TranslationOf(l, outside, page);
*/

bool fits(Layout const& layout) {
    return layout.tseg_first <= layout.mseg_first && layout.mseg_first <= layout.tseg_last &&
           layout.tseg_last < kLevel4Pages && layout.tseg_first % kLevel2Pages == 0 &&
           (layout.tseg_last + 1) % kLevel2Pages == 0 &&
           layout.tseg_first / kLevel3Pages == layout.tseg_last / kLevel3Pages;
}

/*@ requires \valid_read(&layout) && Fits(layout) && Choice(outside) && page < kLevel4Pages;
    assigns \nothing;
    ensures \result == TranslationOf(layout, outside, page);
*/
[[nodiscard]] static uint64_t translation_of(Layout const& layout, Outside outside, uint64_t page) {
    if (page < layout.tseg_first || layout.tseg_last < page) return page * kPageSize + static_cast<uint64_t>(outside);
    return page < layout.mseg_first ? page * kPageSize + kSmram : 0;
}

/*@ requires \valid_read(&layout) && Fits(layout) && Choice(outside) && page < kLevel4Pages;
    assigns \nothing;
    ensures \result == LargeOf(layout, outside, page);
*/
[[nodiscard]] static uint64_t large_of(Layout const& layout, Outside outside, uint64_t page) {
    uint64_t const translation = translation_of(layout, outside, page);
    return translation == 0 ? 0 : translation + kLarge;
}

/*@ requires \valid_read(&layout) && Fits(layout) && i < kTablePages * kEntries;
    requires Choice(outside) && address % kPageSize == 0 && address + kTablePages * kPageSize <= kMostAddress;
    assigns \nothing;
    ensures \result == EntryOf(layout, outside, address, i);
*/
[[nodiscard]] static uint64_t entry_of(Layout const& layout, Outside outside, uint64_t address, uint64_t i) {
    uint64_t const level3 = layout.tseg_first / kLevel3Pages; // the GiB with TSEG
    uint64_t const level2 = layout.mseg_first / kLevel2Pages; // the region with MSEG base
    if (i >= 3 * kEntries) return translation_of(layout, outside, level2 * kLevel2Pages + (i - 3 * kEntries));
    if (i == 2 * kEntries + level2 % kEntries) return address + 3 * kPageSize + kReference;
    if (i >= 2 * kEntries) {
        return large_of(layout, outside, level3 * kLevel3Pages + (i - 2 * kEntries) * kLevel2Pages);
    }
    if (i == kEntries + level3) return address + 2 * kPageSize + kReference;
    if (i >= kEntries) return large_of(layout, outside, (i - kEntries) * kLevel3Pages);
    return i == 0 ? address + kPageSize + kReference : 0;
}

void build(EptTables& tables, Layout const& layout, Outside outside, uint64_t address) {
    /*@ loop invariant range: 0 <= i <= kTablePages * kEntries;
        loop invariant done: Done(&tables, layout, outside, address, i);
        loop assigns i, tables.entry[0 .. kTablePages * kEntries - 1];
        loop variant kTablePages * kEntries - i;
    */
    for (uint64_t i = 0; i < kTablePages * kEntries; ++i) {
        tables.entry[i] = entry_of(layout, outside, address, i);
    }
    //@ assert built: Built(&tables, layout, outside, address);
}

uint64_t ept_pointer(uint64_t address) {
    constexpr uint64_t write_back = 6;
    constexpr uint64_t levels = 4;
    return address + (levels - 1) * 8 + write_back;
}

} // namespace stm::paging
