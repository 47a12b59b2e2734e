// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/page_tables.h"

namespace stm::boot {

/*@
  // What stands where, when the tables are done.
  logic integer EntryOf(Place p, integer at, integer i) =
    i == 0 ? at + kPageSize + kTable :
    i == kEntries + p.base / 0x40000 ? at + 2 * kPageSize + kTable :
    i == kEntries + p.base / 0x40000 + 1 ? at + 3 * kPageSize + kTable :
    i == 2 * kEntries + p.base / kEntries % kEntries ? at + 4 * kPageSize + kTable :
    i == 2 * kEntries + p.base / kEntries % kEntries + 1 ? at + 5 * kPageSize + kTable :
    i == 2 * kEntries + p.base / kEntries % kEntries + 2 ? at + 6 * kPageSize + kTable :
    i == 2 * kEntries + p.base / kEntries % kEntries + 3 ? at + 7 * kPageSize + kTable :
    i >= 4 * kEntries ? LeafOf(p, kEntries * (p.base / kEntries) + i - 4 * kEntries) : 0;
*/

Rights rights_of(Place const& place, uint64_t page) {
    if (place.text <= page && page < place.rodata) {
        return Rights::Execute;
    }
    if (place.base <= page && page < place.data) {
        return Rights::Read;
    }
    if ((place.data <= page && page < place.end) ||
        (place.area + area::kStack <= page && page <= place.area + area::kProcessor) ||
        page == place.area + area::kFaultStack ||
        (place.area + area::kWindow <= page && page < place.area + area::kPages)) {
        return Rights::Write;
    }
    return Rights::None;
}

/*@ requires \valid_read(&place) && ValidPlace(place) && page < 0x1000000000;
    assigns \nothing;
    ensures \result == LeafOf(place, page);
*/
[[nodiscard]] static uint64_t leaf_of(Place const& place, uint64_t page) {
    Rights const rights = rights_of(place, page);
    return rights == Rights::None ? 0 : page * kPageSize + static_cast<uint64_t>(rights);
}

/*@ requires \valid_read(&place) && ValidPlace(place) && 0 < address < kEndOfMseg;
    requires i < kTablePages * kEntries;
    assigns \nothing;
    ensures \result == EntryOf(place, address, i);
*/
[[nodiscard]] static uint64_t entry_of(Place const& place, uint64_t address, uint64_t i) {
    uint64_t const region = place.base / kEntries; // of 2 MiB
    uint64_t const level3 = kEntries + region / kEntries;
    uint64_t const level2 = 2 * kEntries + region % kEntries;
    if (i >= 4 * kEntries) {
        return leaf_of(place, kEntries * region + (i - 4 * kEntries));
    }
    if (i == 0) {
        return address + kPageSize + kTable;
    }
    if (i == level3 || i == level3 + 1) {
        return address + (2 + (i - level3)) * kPageSize + kTable;
    }
    if (i >= level2 && i <= level2 + 3) {
        return address + (4 + (i - level2)) * kPageSize + kTable;
    }
    return 0;
}

uint64_t window_address(Place const& place) {
    return (place.base / kEntries + 3) * kEntries * kPageSize;
}

void build(PageTables& tables, Place const& place, uint64_t address) {
    /*@ loop invariant range: 0 <= i <= kTablePages * kEntries;
        loop invariant done: \forall integer j; 0 <= j < i ==> tables.entry[j] == EntryOf(place, address, j);
        loop assigns i, tables.entry[0 .. kTablePages * kEntries - 1];
        loop variant kTablePages * kEntries - i;
    */
    for (uint64_t i = 0; i < kTablePages * kEntries; ++i) {
        tables.entry[i] = entry_of(place, address, i);
    }
    /*@ assert level3: \forall integer page; 0 <= page < 0x1000000000 ==> Level3(&tables, address, page) ==
          (page / 0x40000 == place.base / 0x40000 ? address + 2 * kPageSize + kTable :
           page / 0x40000 == place.base / 0x40000 + 1 ? address + 3 * kPageSize + kTable : 0); */
    /*@ assert first: \forall integer page; 0 <= page < 0x1000000000 && page / 0x40000 == place.base / 0x40000 ==>
          Level2(&tables, address, page) == tables.entry[2 * kEntries + page / kEntries % kEntries]; */
    /*@ assert second: \forall integer page; 0 <= page < 0x1000000000 && page / 0x40000 == place.base / 0x40000 + 1 ==>
          Level2(&tables, address, page) == tables.entry[3 * kEntries + page / kEntries % kEntries]; */
    /*@ assert level2: \forall integer page; 0 <= page < 0x1000000000 ==> Level2(&tables, address, page) ==
          (page / kEntries == place.base / kEntries ? address + 4 * kPageSize + kTable :
           page / kEntries == place.base / kEntries + 1 ? address + 5 * kPageSize + kTable :
           page / kEntries == place.base / kEntries + 2 ? address + 6 * kPageSize + kTable :
           page / kEntries == place.base / kEntries + 3 ? address + 7 * kPageSize + kTable : 0); */
}

} // namespace stm::boot
