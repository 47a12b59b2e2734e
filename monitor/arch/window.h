// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Memory that is not the monitor's, such as the BIOS's: it is looked at through a window of one page, which is closed
// again before the routine returns.
namespace stm::arch {

// A page of entries of page-table level 1 (SDM vol. 3A table 4-20). The first one is the window's, the others are empty.
struct Window {
    uint64_t entry[512];
};
static_assert(sizeof(Window) == 0x1000);

// The window can be read, and neither written nor executed. `linear` is the address that the window's entry translates.
// Others may write what is read: it comes once, word by word, and nothing is known of it.
/*@ requires \valid(words + (0 .. count - 1)) && \valid(&window) && \separated(words + (0 .. count - 1), &window);
    requires one_page: physical % 8 == 0 && physical % 0x1000 + 8 * count <= 0x1000 && physical < 0x10000000000000;
    requires linear % 0x1000 == 0;
    assigns words[0 .. count - 1], window.entry[0];
    ensures closed: window.entry[0] == 0;
*/
void read_physical(uint64_t* words, uint32_t count, uint64_t physical, Window& window, uint64_t linear);

} // namespace stm::arch
