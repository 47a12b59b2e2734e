// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_entry.h"
#include "monitor/policy/layout.h"

#include <stdint.h>

// What the BIOS's SMI handler, a guest in SMM, finds at its guest-physical addresses: memory below 512 GiB one to one,
// and nothing of the monitor. The processor must have pages of 2 MiB and 1 GiB in EPT (SDM vol. 3D A.10).
namespace stm::paging {

inline constexpr uint64_t kTablePages = 4;

inline constexpr uint64_t kSmram = 0x37; // a leaf: all rights, write-back

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
*/

/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures exact: \result <==> Fits(layout);
*/
[[nodiscard]] bool fits(Layout const& layout);

// `address` is the tables' own. The last two clauses follow from the first: the monitor's pages have no translation,
// and no page's translation leads to them.
/*@ requires \valid(&tables) && \valid_read(&layout) && \separated(&tables, &layout) && Fits(layout);
    requires Choice(outside) && address % kPageSize == 0 && address + kTablePages * kPageSize <= kMostAddress;
    assigns tables.entry[0 .. kTablePages * kEntries - 1];
    ensures REQ_MAP_07_translation: \forall integer page; 0 <= page < kPages ==>
      Walk(&tables.entry[0], address, page) == TranslationOf(layout, outside, page);
    ensures REQ_MAP_07_not_mapped: \forall integer page; layout.mseg_first <= page <= layout.tseg_last ==>
      Walk(&tables.entry[0], address, page) == 0;
    ensures REQ_POL_02_not_reached: \forall integer page; 0 <= page < kPages &&
      Walk(&tables.entry[0], address, page) != 0 ==>
      !(layout.mseg_first <= Walk(&tables.entry[0], address, page) / kPageSize <= layout.tseg_last);
*/
void build(EptTables& tables, Layout const& layout, Outside outside, uint64_t address);

// The VMCS's field for tables at this address (SDM vol. 3C 24.6.11): the processor reads them as write-back memory,
// walks four levels, and sets no accessed and dirty flags.
/*@ requires address % kPageSize == 0 && address < kMostAddress;
    assigns \nothing;
    ensures memory_type: \result % 8 == 6;
    ensures levels: \result / 8 % 8 == 4 - 1;
    ensures flags: \result / 0x40 % 0x40 == 0;
    ensures tables: \result / kPageSize * kPageSize == address;
*/
[[nodiscard]] uint64_t ept_pointer(uint64_t address);

} // namespace stm::paging
