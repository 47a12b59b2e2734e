// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/acpi/checksum.h"
#include "monitor/arch/window.h"
#include "monitor/policy/layout.h"

#include <stdint.h>

// ACPI's tables are in memory of the OS, at any byte: they are copied before anything in them is looked at, page by
// page, each word once.
namespace stm::acpi {

/*@
  // Each page that the bytes meet is memory of the OS: what is read there tells nobody of SMRAM and moves no device.
  predicate Reaches(Layout* l, integer limit, integer address, integer bytes) =
    IsOsPage(l, limit, address / 0x1000 * 0x1000) && IsOsPage(l, limit, (address + bytes - 1) / 0x1000 * 0x1000);

  logic integer WordsOf(integer address, integer bytes) = (address % 8 + bytes + 7) / 8;
*/

// The bytes are behind the first address % 8 of `words`.
/*@ requires 0 < bytes <= kMostTable && \valid(words + (0 .. WordsOf(address, bytes) - 1)) && \valid(&window) &&
      \valid_read(&layout);
    requires \separated(words + (0 .. WordsOf(address, bytes) - 1), &window, &layout);
    requires IsLimit(limit) && linear % 0x1000 == 0;
    assigns words[0 .. WordsOf(address, bytes) - 1], window.entry[0];
    ensures REQ_BIOS_07_reached: \result <==> Reaches(&layout, limit, address, bytes);
*/
[[nodiscard]] bool read_bytes(uint64_t* words, uint64_t address, uint32_t bytes, arch::Window& window, uint64_t linear,
                              Layout const& layout, uint64_t limit);

} // namespace stm::acpi
