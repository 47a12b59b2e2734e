// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/acpi/allocation.h"
#include "monitor/acpi/read.h"

#include <stdint.h>

// From the root pointer that the BIOS names to the window of PCI configuration: RSDP, XSDT, MCFG.
namespace stm::acpi {

inline constexpr uint32_t kRoomWords = 2 * kTableWords;

/*@
  // Tables are copied into halves of the room: the XSDT into the first one, the MCFG into the second one.
  logic integer EntryAt{L}(uint64_t* w, integer first, integer i) =
    QuadAt(w, first + abi::xsdt::kEntries + abi::xsdt::kEntryBytes * i);

  logic integer EntryCount(integer bytes) = (bytes - abi::xsdt::kEntries) / abi::xsdt::kEntryBytes;

  predicate NamesTable{L}(uint64_t* w, integer first, integer bytes, integer table) =
    \exists integer i; 0 <= i < EntryCount(bytes) && EntryAt(w, first, i) == table;

  // The window is that of segment group 0 in an MCFG.
  predicate FoundIn{L}(uint64_t* w, integer first, integer bytes, Layout* l, integer limit,
    integer first_page, integer buses) =
    IsMcfg(w, first, bytes) && (\exists integer i; IsTheOne(w, first, bytes, i) &&
      IsWindowAt(w, AllocationAt(first, i), l, limit) && Says(w, AllocationAt(first, i), first_page, buses));
*/

// `root` is the address of the RSDP; 0: the BIOS names none. `room` is only used on the way.
/*@ requires \valid(room + (0 .. kRoomWords - 1)) && \valid(&window) && \valid_read(&layout);
    requires \separated(room + (0 .. kRoomWords - 1), &window, &layout);
    requires ValidLayout(&layout) && IsLimit(limit) && linear % 0x1000 == 0;
    assigns room[0 .. kRoomWords - 1], window.entry[0];
    ensures REQ_BIOS_07_not_named: root == 0 ==> \result.outcome == Outcome::None;
    ensures REQ_BIOS_07_out_of_reach: root != 0 && !Reaches(&layout, limit, root, abi::rsdp::kBytes) ==>
      \result.outcome == Outcome::Broken;
    ensures REQ_EXC_07_window: \result.outcome == Outcome::Window ==>
      (\exists integer first, integer entries, integer mcfg, integer bytes;
        NamesTable(room, first, entries, mcfg) && FoundIn(room + kTableWords, mcfg % 8, bytes, &layout, limit,
          \result.ecam.first_page, \result.ecam.buses));
    ensures REQ_BIOS_07_place: \result.outcome == Outcome::Window ==>
      IsPlace(&layout, limit, 0x1000 * \result.ecam.first_page, \result.ecam.buses);
    ensures REQ_EXC_07_no_buses: \result.outcome != Outcome::Window ==>
      \result.ecam.first_page == 0 && \result.ecam.buses == 0;
    ensures REQ_EXC_07_valid: resources::ValidEcam(\result.ecam);
    ensures outcome: \result.outcome <= Outcome::Broken;
*/
[[nodiscard]] Finding find_ecam(uint64_t* room, uint64_t root, arch::Window& window, uint64_t linear,
                                Layout const& layout, uint64_t limit);

} // namespace stm::acpi
