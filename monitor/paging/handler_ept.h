// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/layout.h"

#include <stdint.h>

// What the BIOS's SMI handler, a guest in SMM, finds at its guest-physical addresses: memory below 512 GiB one to one,
// and nothing of the monitor. The processor must have pages of 2 MiB and 1 GiB in EPT (SDM vol. 3D A.10).
namespace stm::paging {

inline constexpr uint64_t kPageSize = 0x1000;
inline constexpr uint64_t kEntries = 512;
inline constexpr uint64_t kTablePages = 4;

// Pages behind an entry of each level, and behind all tables.
inline constexpr uint64_t kLevel2Pages = 0x200;     // 2 MiB
inline constexpr uint64_t kLevel3Pages = 0x40000;   // 1 GiB
inline constexpr uint64_t kLevel4Pages = 0x8000000; // 512 GiB
inline constexpr uint64_t kPages = 0x1000000000;    // 256 TiB

// Entries (SDM vol. 3C 28.2.2, tables 28-1 to 28-6): rights to read, write and execute in bits 0 to 2; of a leaf, the
// memory type in bits 5:3, where 0 is uncacheable.
inline constexpr uint64_t kTable = 0x07; // refers to a table, and takes no right away
inline constexpr uint64_t kSmram = 0x37; // a leaf: all rights, write-back
inline constexpr uint64_t kLarge = 0x80; // a leaf of level 3 or 2

// A leaf outside SMRAM, uncacheable: whether the handler may execute there is the platform's choice
// (ExecutionDisableOutsideSmrr of the SMM descriptor).
enum class Outside : uint64_t {
    ReadWrite = 0x03,
    ReadWriteExecute = 0x07,
};

// A page each for levels 4, 3, 2 and 1.
struct EptTables {
    uint64_t entry[kTablePages * kEntries];
};
static_assert(sizeof(EptTables) == kTablePages * kPageSize);

/*@
  // What these tables can express: TSEG is made of whole regions of 2 MiB, within one of 1 GiB, and that below 512 GiB.
  predicate Fits(Layout l) =
    l.tseg_first <= l.mseg_first <= l.tseg_last < kLevel4Pages &&
    l.tseg_first % kLevel2Pages == 0 && (l.tseg_last + 1) % kLevel2Pages == 0 &&
    l.tseg_first / kLevel3Pages == l.tseg_last / kLevel3Pages;

  predicate Choice(integer outside) = outside == Outside::ReadWrite || outside == Outside::ReadWriteExecute;

  // What the handler is to find at a page: a leaf's memory type and rights, or nothing, 0; and the leaf of level 1.
  logic integer FlagsOf(Layout l, integer outside, integer page) =
    l.mseg_first <= page <= l.tseg_last ? 0 :
    l.tseg_first <= page < l.mseg_first ? kSmram :
    page < kLevel4Pages ? outside : 0;

  logic integer TranslationOf(Layout l, integer outside, integer page) =
    FlagsOf(l, outside, page) == 0 ? 0 : page * kPageSize + FlagsOf(l, outside, page);

  // The processor's walk (SDM vol. 3C 28.2.2), over tables that begin at the physical address `at`. The page number's
  // bits index the levels, nine each. An entry without rights is the end, 0. What a reference to a table does not
  // allow, nothing below it does: it has to allow all and have no other bit, or the walk gives -1, no translation.
  logic integer Next(EptTables* t, integer at, integer entry, integer index) =
    entry % 8 == 0 ? 0 :
    entry % kPageSize == kTable ? t->entry[kEntries * ((entry - at) / kPageSize) + index] : -1;

  // A large leaf stands for the leaves of its parts. It has no bit of an address within it, and none in bits 11:8.
  logic integer Level3(EptTables* t, integer at, integer page) =
    Next(t, at, t->entry[page / kLevel4Pages], page / kLevel3Pages % kEntries);

  logic integer Level2(EptTables* t, integer at, integer page) =
    kLarge < Level3(t, at, page) % (kLevel3Pages * kPageSize) < 2 * kLarge
      ? Level3(t, at, page) + page / kLevel2Pages % kEntries * (kLevel2Pages * kPageSize)
      : Next(t, at, Level3(t, at, page), page / kLevel2Pages % kEntries);

  logic integer Walk(EptTables* t, integer at, integer page) =
    kLarge < Level2(t, at, page) % (kLevel2Pages * kPageSize) < 2 * kLarge
      ? Level2(t, at, page) - kLarge + page % kEntries * kPageSize
      : Next(t, at, Level2(t, at, page), page % kEntries);
*/

/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures exact: \result <==> Fits(layout);
*/
[[nodiscard]] bool fits(Layout const& layout);

// `address` is the tables' own. The last two clauses follow from the first: the monitor's pages have no translation,
// and no page's translation leads to them.
/*@ requires \valid(&tables) && \valid_read(&layout) && \separated(&tables, &layout) && Fits(layout);
    requires Choice(outside) && address % kPageSize == 0 && address + kTablePages * kPageSize <= kAreaSpan * kPageSize;
    assigns tables.entry[0 .. kTablePages * kEntries - 1];
    ensures REQ_MAP_07_translation: \forall integer page; 0 <= page < kPages ==>
      Walk(&tables, address, page) == TranslationOf(layout, outside, page);
    ensures REQ_MAP_07_not_mapped: \forall integer page; layout.mseg_first <= page <= layout.tseg_last ==>
      Walk(&tables, address, page) == 0;
    ensures REQ_POL_02_not_reached: \forall integer page; 0 <= page < kPages && Walk(&tables, address, page) != 0 ==>
      !(layout.mseg_first <= Walk(&tables, address, page) / kPageSize <= layout.tseg_last);
*/
void build(EptTables& tables, Layout const& layout, Outside outside, uint64_t address);

// The VMCS's field for tables at this address (SDM vol. 3C 24.6.11): the processor reads them as write-back memory,
// walks four levels, and sets no accessed and dirty flags.
/*@ requires address % kPageSize == 0 && address < kAreaSpan * kPageSize;
    assigns \nothing;
    ensures memory_type: \result % 8 == 6;
    ensures levels: \result / 8 % 8 == 4 - 1;
    ensures flags: \result / 0x40 % 0x40 == 0;
    ensures tables: \result / kPageSize * kPageSize == address;
*/
[[nodiscard]] uint64_t ept_pointer(uint64_t address);

} // namespace stm::paging
