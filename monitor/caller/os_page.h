// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/arch/window.h"
#include "monitor/caller/address.h"
#include "monitor/policy/layout.h"
#include "spec/abi/status.h"

#include <stdint.h>

// The page of a call of the OS: parameters come in from it, and answers go out to it, if it is the OS's.
namespace stm::caller {

/*@
  predicate IsAnswer(integer status) = status == abi::Status::Success || status == abi::Status::SecurityViolation;

  // What the monitor has put into these pages.
  predicate SamePages{L, M}(integer first, integer last) =
    \forall integer k; first <= k / (kPageSize / 8) <= last && 0 <= k < arch::kForeignWords ==>
      \at(arch::foreign[k], L) == \at(arch::foreign[k], M);
*/

// Where word `offset` of the page is.
/*@ requires address % kPageSize == 0 && address < kAddressEnd && offset < kPageSize / 8;
    assigns \nothing;
    ensures word: \result == address + 8 * offset < kAddressEnd;
    ensures number: \result / kPageSize == address / kPageSize;
    ensures place: \result % kPageSize == 8 * offset && \result / 8 == address / 8 + offset;
*/
[[nodiscard]] uint64_t word_address(uint64_t address, uint32_t offset);

// Copies the page once, by words, if it is the OS's. What is in it is not known: all that is said of the parameters is
// said of the copy.
/*@ requires \valid(&page) && \valid_read(&layout) && \valid(&window) && \separated(&page, &layout, &window);
    requires ValidLayout(&layout) && IsLimit(limit) && linear % kPageSize == 0;
    assigns page, window.entry[0];
    ensures REQ_CALL_06_os: \result == abi::Status::Success <==> IsOsPage(&layout, limit, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_CALL_06_nothing_read: \result != abi::Status::Success ==>
      page == \old(page) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status read_os_page(arch::Page& page, uint64_t address, Layout const& layout, uint64_t limit,
                                       arch::Window& window, uint64_t linear);

// Puts words into the page, from its word `offset` on.
/*@ requires \valid_read(words + (0 .. count - 1)) && \valid_read(&layout) && \valid(&window);
    requires \separated(words + (0 .. count - 1), &layout, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidLayout(&layout) && IsLimit(limit) && linear % kPageSize == 0;
    requires in_page: offset < kPageSize / 8 && offset + count <= kPageSize / 8;
    assigns window.entry[0], arch::foreign[address / 8 + offset .. address / 8 + offset + count - 1];
    ensures REQ_CALL_06_os: \result == abi::Status::Success <==> IsOsPage(&layout, limit, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_CALL_06_answered: \result == abi::Status::Success ==>
      (\forall integer i; 0 <= i < count ==> arch::foreign[address / 8 + offset + i] == words[i]);
    ensures REQ_CALL_06_nothing_written: \result != abi::Status::Success ==>
      arch::SameForeignBut{Pre, Post}(0, 0) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_CALL_06_nothing_else:
      arch::SameForeignBut{Pre, Post}(address / 8 + offset, address / 8 + offset + count);
    ensures REQ_CALL_06_smram: SamePages{Pre, Post}(layout.tseg_first, layout.tseg_last) &&
      SamePages{Pre, Post}(kLowSmramFirst, kLowSmramLast);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status write_os_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                                         Layout const& layout, uint64_t limit, arch::Window& window, uint64_t linear);

// The same with a whole page.
/*@ requires \valid_read(&page) && \valid_read(&layout) && \valid(&window);
    requires \separated(&page, &layout, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidLayout(&layout) && IsLimit(limit) && linear % kPageSize == 0;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + kPageSize / 8 - 1];
    ensures REQ_CALL_06_os: \result == abi::Status::Success <==> IsOsPage(&layout, limit, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_CALL_06_answered: \result == abi::Status::Success ==>
      (\forall integer i; 0 <= i < kPageSize / 8 ==> arch::foreign[address / 8 + i] == page.word[i]);
    ensures REQ_CALL_06_nothing_written: \result != abi::Status::Success ==>
      arch::SameForeignBut{Pre, Post}(0, 0) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_CALL_06_nothing_else: arch::SameForeignBut{Pre, Post}(address / 8, address / 8 + kPageSize / 8);
    ensures REQ_CALL_06_smram: SamePages{Pre, Post}(layout.tseg_first, layout.tseg_last) &&
      SamePages{Pre, Post}(kLowSmramFirst, kLowSmramLast);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status write_os_page(arch::Page const& page, uint64_t address, Layout const& layout, uint64_t limit,
                                        arch::Window& window, uint64_t linear);

} // namespace stm::caller
