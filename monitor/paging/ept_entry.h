// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// EPT with four levels, 48 bits of guest-physical address (SDM vol. 3C 28.2.2, tables 28-1 to 28-6).
namespace stm::paging {

inline constexpr uint64_t kPageSize = 0x1000;
inline constexpr uint64_t kEntries = 512;
inline constexpr uint64_t kPages = 0x1000000000; // 256 TiB

// Pages behind an entry of each level.
inline constexpr uint64_t kLevel2Pages = 0x200;     // 2 MiB
inline constexpr uint64_t kLevel3Pages = 0x40000;   // 1 GiB
inline constexpr uint64_t kLevel4Pages = 0x8000000; // 512 GiB

// Bits 0 to 2 are rights; of a leaf, bits 5:3 are the memory type, and bit 7 says that it is one, above level 1.
inline constexpr uint64_t kRead = 0x1;
inline constexpr uint64_t kWrite = 0x2;
inline constexpr uint64_t kExecute = 0x4;
inline constexpr uint64_t kReference = 0x7; // to a table: it takes no right away
inline constexpr uint64_t kWriteBack = 0x30;
inline constexpr uint64_t kLarge = 0x80;
inline constexpr uint64_t kFlags = 0x40; // the bits below it

inline constexpr uint64_t kMostAddress = 0x10000000000000; // 52 bits

/*@
  // Regions of a level, the pages behind an entry, are numbered from address 0 on.
  logic integer RegionOf(integer level, integer page) =
    level == 1 ? page : level == 2 ? page / kLevel2Pages : level == 3 ? page / kLevel3Pages :
    level == 4 ? page / kLevel4Pages : page / kPages;

  logic integer Regions(integer level) =
    level == 1 ? kPages : level == 2 ? kPages / kLevel2Pages : level == 3 ? kPages / kLevel3Pages :
    level == 4 ? kEntries : 1;

  logic integer AddressOf(integer level, integer region) =
    level == 1 ? region * kPageSize : level == 2 ? region * (kLevel2Pages * kPageSize) :
    region * (kLevel3Pages * kPageSize);

  predicate IsLeaf(integer e, integer level) = e % 8 != 0 && (level == 1 || (level < 4 && e / kLarge % 2 == 1));

  // The leaf stands for this region. What can be written or executed, can be read: the processor takes nothing else.
  predicate IsLeafOf(integer e, integer level, integer region) =
    e % 2 == 1 && e == AddressOf(level, region) + (level == 1 ? 0 : kLarge) + e % kFlags;

  predicate RightsWithin(integer some, integer all) =
    some % 2 <= all % 2 && some / 2 % 2 <= all / 2 % 2 && some / 4 % 2 <= all / 4 % 2;

  // The processor's walk, over tables that begin at the physical address `at`. The page number's bits index the levels,
  // nine each. An entry without rights is the end, 0. What a reference to a table does not allow, nothing below
  // it does: it has to allow all and have no other bit, or the walk gives -1, no translation.
  logic integer Next(uint64_t* t, integer at, integer entry, integer index) =
    entry % 8 == 0 ? 0 :
    entry % kPageSize == kReference ? t[kEntries * ((entry - at) / kPageSize) + index] : -1;

  // A large leaf stands for the leaves of its parts. It has no bit of an address within it, and none in bits 11:8.
  logic integer Level3(uint64_t* t, integer at, integer page) =
    Next(t, at, t[page / kLevel4Pages], page / kLevel3Pages % kEntries);

  logic integer Level2(uint64_t* t, integer at, integer page) =
    kLarge < Level3(t, at, page) % (kLevel3Pages * kPageSize) < 2 * kLarge
      ? Level3(t, at, page) + page / kLevel2Pages % kEntries * (kLevel2Pages * kPageSize)
      : Next(t, at, Level3(t, at, page), page / kLevel2Pages % kEntries);

  logic integer Walk(uint64_t* t, integer at, integer page) =
    kLarge < Level2(t, at, page) % (kLevel2Pages * kPageSize) < 2 * kLarge
      ? Level2(t, at, page) - kLarge + page % kEntries * kPageSize
      : Next(t, at, Level2(t, at, page), page % kEntries);

  lemma AddressOf_flags: \forall integer level, integer region; 0 <= region ==> AddressOf(level, region) % kFlags == 0;

  // A large leaf has the flags of its parts, and its parts are leaves of the level below.
  lemma Leaf_is_large: \forall integer e, integer region; 0 <= region ==>
    (IsLeafOf(e, 3, region) ==> kLarge < e % (kLevel3Pages * kPageSize) < 2 * kLarge) &&
    (IsLeafOf(e, 2, region) ==> kLarge < e % (kLevel2Pages * kPageSize) < 2 * kLarge);

  lemma Leaf_medium_part: \forall integer e, integer region, integer i; 0 <= region && 0 <= i < kEntries &&
    IsLeafOf(e, 3, region) ==> IsLeafOf(e + i * (kLevel2Pages * kPageSize), 2, kEntries * region + i) &&
    (e + i * (kLevel2Pages * kPageSize)) % kFlags == e % kFlags;

  lemma Leaf_small_part: \forall integer e, integer region, integer i; 0 <= region && 0 <= i < kEntries &&
    IsLeafOf(e, 2, region) ==> IsLeafOf(e - kLarge + i * kPageSize, 1, kEntries * region + i) &&
    (e - kLarge + i * kPageSize) % kFlags == e % kFlags;

  lemma Leaf_page: \forall integer e, integer page; 0 <= page && IsLeafOf(e, 1, page) ==> e / kPageSize == page &&
    e % 8 != 0;

  lemma Leaf_stands: \forall integer e, integer level, integer region; 0 <= region && 1 <= level <= 3 &&
    IsLeafOf(e, level, region) ==> IsLeaf(e, level) && e != 0;
*/

/*@ requires 1 <= level <= 4;
    assigns \nothing;
    ensures \result == RegionOf(level, page);
*/
[[nodiscard]] uint64_t region_of(uint32_t level, uint64_t page);

/*@ requires 1 <= level <= 3;
    requires region < Regions(level);
    assigns \nothing;
    ensures \result == AddressOf(level, region);
*/
[[nodiscard]] uint64_t address_of(uint32_t level, uint64_t region);

/*@ requires 1 <= level <= 4;
    assigns \nothing;
    ensures \result <==> IsLeaf(entry, level);
*/
[[nodiscard]] bool is_leaf(uint64_t entry, uint32_t level);

/*@ assigns \nothing;
    ensures \result <==> RightsWithin(some, all);
*/
[[nodiscard]] bool rights_within(uint64_t some, uint64_t all);

/*@
  // The VMCS's field for tables at this address (SDM vol. 3C 24.6.11): the processor reads them as write-back memory,
  // walks four levels, and sets no accessed and dirty flags.
  logic integer EptPointerOf(integer address) = address + 0x1e;
*/

/*@ requires address % kPageSize == 0 && address < kMostAddress;
    assigns \nothing;
    ensures pointer: \result == EptPointerOf(address);
    ensures memory_type: \result % 8 == 6;
    ensures levels: \result / 8 % 8 == 4 - 1;
    ensures flags: \result / 0x40 % 0x40 == 0;
    ensures tables: \result / kPageSize * kPageSize == address;
*/
[[nodiscard]] uint64_t ept_pointer(uint64_t address);

} // namespace stm::paging
