// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/acpi/tables.h"
#include "monitor/policy/layout.h"
#include "monitor/resources/ecam.h"

#include <stdint.h>

// What an MCFG says: for each segment group that has one, the window. Ports 0xCF8 and 0xCFC reach segment group 0
// alone, so only its registers have two names.
namespace stm::acpi {

enum class Outcome : uint8_t {
    None = 0,   // there is no window
    Window = 1, // there is one
    Broken = 2, // what is there does not say
};

struct Finding {
    Outcome outcome;
    resources::Ecam ecam; // without a window: page 0, 0 buses
};

/*@
  logic integer AllocationCount(integer bytes) =
    (bytes - abi::mcfg::kAllocations) / abi::mcfg::kAllocationBytes;

  logic integer AllocationAt(integer first, integer i) =
    first + abi::mcfg::kAllocations + abi::mcfg::kAllocationBytes * i;

  // The allocation at byte `at` of the words.
  predicate OfGroupZero{L}(uint64_t* w, integer at) = HalfAt(w, at + abi::mcfg::kSegmentGroup) == 0;

  logic integer BaseAt{L}(uint64_t* w, integer at) = QuadAt(w, at + abi::mcfg::kBase);

  logic integer BusesAt{L}(uint64_t* w, integer at) = ByteAt(w, at + abi::mcfg::kLastBus) + 1;

  predicate Apart(integer first, integer end, integer other_first, integer other_last) =
    end <= other_first || other_last < first;

  // From bus 0 on, 1 MiB for each: in whole below the end of addresses, and no SMRAM or interrupt message among it.
  predicate IsPlace(Layout* l, integer limit, integer base, integer buses) = base % 0x100000 == 0 &&
    base + 0x100000 * buses <= limit &&
    Apart(base / 0x1000, base / 0x1000 + 0x100 * buses, l->tseg_first, l->tseg_last) &&
    Apart(base / 0x1000, base / 0x1000 + 0x100 * buses, kLowSmramFirst, kLowSmramLast) &&
    Apart(base / 0x1000, base / 0x1000 + 0x100 * buses, kInterruptsFirst, kInterruptsLast);

  predicate IsWindowAt{L}(uint64_t* w, integer at, Layout* l, integer limit) =
    ByteAt(w, at + abi::mcfg::kFirstBus) == 0 && IsPlace(l, limit, BaseAt(w, at), BusesAt(w, at));

  predicate Says{L}(uint64_t* w, integer at, integer first_page, integer buses) =
    0x1000 * first_page == BaseAt(w, at) && buses == BusesAt(w, at);

  predicate NoneOfGroupZero{L}(uint64_t* w, integer first, integer bytes) =
    \forall integer i; 0 <= i < AllocationCount(bytes) ==> !OfGroupZero(w, AllocationAt(first, i));

  // Allocation i is the only one of its group (PCI Firmware Specification 3.0, 4.1.2).
  predicate IsTheOne{L}(uint64_t* w, integer first, integer bytes, integer i) =
    0 <= i < AllocationCount(bytes) && OfGroupZero(w, AllocationAt(first, i)) &&
    (\forall integer j; 0 <= j < AllocationCount(bytes) && j != i ==> !OfGroupZero(w, AllocationAt(first, j)));
*/

// What the table says of the window.
/*@ requires \valid_read(&layout) && first < 8 && abi::mcfg::kAllocations <= bytes <= kMostTable;
    requires \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1)) && ValidLayout(&layout) && IsLimit(limit);
    assigns \nothing;
    ensures REQ_EXC_07_none: \result.outcome == Outcome::None <==> NoneOfGroupZero(words, first, bytes);
    ensures REQ_EXC_07_window: \result.outcome == Outcome::Window <==> (\exists integer i;
      IsTheOne(words, first, bytes, i) && IsWindowAt(words, AllocationAt(first, i), &layout, limit));
    ensures REQ_EXC_07_says: \result.outcome == Outcome::Window ==> (\forall integer i;
      IsTheOne(words, first, bytes, i) ==>
      Says(words, AllocationAt(first, i), \result.ecam.first_page, \result.ecam.buses));
    ensures REQ_EXC_07_no_buses: \result.outcome != Outcome::Window ==>
      \result.ecam.first_page == 0 && \result.ecam.buses == 0;
    ensures REQ_EXC_07_valid: resources::ValidEcam(\result.ecam);
    ensures outcome: \result.outcome <= Outcome::Broken;
*/
[[nodiscard]] Finding window_of(uint64_t const* words, uint32_t first, uint32_t bytes, Layout const& layout,
                                uint64_t limit);

} // namespace stm::acpi
