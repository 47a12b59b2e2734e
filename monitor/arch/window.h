// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Memory that is not the monitor's, such as the BIOS's: it is read and written through a window of one page, which is
// closed again before the routine returns.
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

inline constexpr uint64_t kForeignWords = 0x2000000000000; // of 52 bits of address

// What the monitor has put into memory that is not its own: word k is at the address 8 * k. It is not what a later look
// finds there, as others write, too.
//@ ghost uint64_t foreign[0x2000000000000];

/*@
  predicate SameForeignBut{L, M}(integer first, integer end) = \forall integer k; 0 <= k < kForeignWords ==>
    first <= k < end || \at(foreign[k], L) == \at(foreign[k], M);
*/

// The words in ascending order, each at once. Meanwhile the window can be read and written, and not executed. All that
// is the monitor's lies in the pages from `first` to `last`.
/*@ requires \valid_read(words + (0 .. count - 1)) && \valid(&window);
    requires \separated(words + (0 .. count - 1), &window, foreign + (0 .. kForeignWords - 1));
    requires one_page: physical % 8 == 0 && physical % 0x1000 + 8 * count <= 0x1000 && physical < 0x10000000000000;
    requires not_the_monitors: physical / 0x1000 < first || last < physical / 0x1000;
    requires linear % 0x1000 == 0;
    assigns window.entry[0], foreign[physical / 8 .. physical / 8 + count - 1];
    ensures put: \forall integer i; 0 <= i < count ==> foreign[physical / 8 + i] == words[i];
    ensures closed: window.entry[0] == 0;
*/
void write_physical(uint64_t const* words, uint32_t count, uint64_t physical, Window& window, uint64_t linear)
    /*@ ghost (uint64_t first, uint64_t last) */;

} // namespace stm::arch
