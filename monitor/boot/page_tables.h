// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/layout.h"

#include <stdint.h>

// The monitor's own translation: one to one, each page with the least rights, and nothing else but the window. Each
// processor has its own tables, so it sees its own stack and no other's. They are not mapped themselves, apart from the
// window's: through that one page of entries it looks at memory that is not the monitor's (arch/window.h).
namespace stm::boot {

// Page numbers.
struct Place {
    uint64_t base; // of MSEG: the header
    uint64_t text;
    uint64_t rodata;
    uint64_t data;
    uint64_t end;
    uint64_t area; // of this processor
};

// As in a leaf entry: present, writable, execute disable (SDM vol. 3A 4.5, table 4-20).
enum class Rights : uint64_t {
    None = 0,
    Execute = 0x0000000000000001,
    Read = 0x8000000000000001,
    Write = 0x8000000000000003,
};

inline constexpr uint64_t kEntries = 512;
inline constexpr uint64_t kTablePages = 8;
inline constexpr uint64_t kTable = 0x3; // an entry that refers to a table: present, writable

// A page each for levels 4 and 3; two for level 2 and four for level 1, which cover neighbouring regions. The last one
// is the window's, and empty.
struct PageTables {
    uint64_t entry[kTablePages * kEntries];
};
static_assert(sizeof(PageTables) == kTablePages * kPageSize);

/*@
  predicate ValidPlace(Place p) =
    0 < p.base < p.text < p.rodata <= p.data <= p.end <= p.area &&
    p.area + area::kPages <= p.base + kMostSpace / kPageSize && p.base < 0x100000;

  logic integer RightsOf(Place p, integer page) =
    p.base <= page < p.text ? Rights::Read :
    p.text <= page < p.rodata ? Rights::Execute :
    p.rodata <= page < p.data ? Rights::Read :
    p.data <= page < p.end ? Rights::Write :
    p.area + area::kStack <= page <= p.area + area::kProcessor ? Rights::Write :
    page == p.area + area::kFaultStack ? Rights::Write :
    p.area + area::kWindow <= page < p.area + area::kPages ? Rights::Write : Rights::None;

  // The region of 2 MiB behind the three in which the monitor's memory may lie.
  logic integer WindowAddress(Place p) = (p.base / kEntries + 3) * kEntries * kPageSize;

  logic integer LeafOf(Place p, integer page) =
    RightsOf(p, page) == Rights::None ? 0 : page * kPageSize + RightsOf(p, page);

  // The processor's walk (SDM vol. 3A 4.5), over tables that begin at the physical address `at`: from an entry to the one
  // with this index in the table that it refers to, or 0, the end. The page number's bits index the levels, nine each.
  logic integer Next(PageTables* t, integer at, integer entry, integer index) =
    entry % 2 == 0 ? 0 : t->entry[kEntries * ((entry - at) / kPageSize) + index];

  logic integer Level3(PageTables* t, integer at, integer page) =
    Next(t, at, t->entry[page / 0x8000000], page / 0x40000 % kEntries);

  logic integer Level2(PageTables* t, integer at, integer page) =
    Next(t, at, Level3(t, at, page), page / kEntries % kEntries);

  logic integer Walk(PageTables* t, integer at, integer page) = Next(t, at, Level2(t, at, page), page % kEntries);

  predicate Translates(PageTables* t, integer at, Place p) =
    \forall integer page; 0 <= page < 0x1000000000 ==> Walk(t, at, page) == LeafOf(p, page);
*/

/*@ requires \valid_read(&place) && ValidPlace(place) && page < 0x1000000000;
    assigns \nothing;
    ensures \result == RightsOf(place, page);
*/
[[nodiscard]] Rights rights_of(Place const& place, uint64_t page);

/*@ requires \valid_read(&place) && ValidPlace(place);
    assigns \nothing;
    ensures \result == WindowAddress(place);
*/
[[nodiscard]] uint64_t window_address(Place const& place);

// `address` is the tables' own.
/*@ requires \valid(&tables) && \valid_read(&place) && \separated(&tables, &place) && ValidPlace(place);
    requires address % kPageSize == 0 && 0 < address < kEndOfMseg;
    assigns tables.entry[0 .. kTablePages * kEntries - 1];
    ensures Translates(&tables, address, place);
*/
void build(PageTables& tables, Place const& place, uint64_t address);

} // namespace stm::boot
