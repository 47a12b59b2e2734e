// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/caller/os_page.h"
#include "monitor/policy/policy.h"

#include <stdint.h>

// The page of a call of the BIOS's handler, by its physical address.
namespace stm::caller {

/*@
  predicate BiosPage(Layout* l, integer number) = l->tseg_first <= number < l->mseg_first;

  // Memory that the handler itself may reach in this way.
  predicate HandlerPage(Policy* p, Layout* l, integer limit, integer access, integer address) =
    address % kPageSize == 0 && address < limit &&
    (BiosPage(l, address / kPageSize) || Policy::Reaches(p, access, address / kPageSize));

  // The layout is the one that the policy keeps to.
  predicate LayoutOf(Policy* p, Layout* l) = \forall integer k; Policy::Kept(p, k) <==> Reserved(l, k);
*/

// Copies the page once, by words, if the handler may read it.
/*@ requires \valid(&page) && \valid_read(&policy) && \valid_read(&layout) && \valid(&window);
    requires \separated(&page, &policy, &layout, &window);
    requires Policy::Inv(&policy) && ValidLayout(&layout) && LayoutOf(&policy, &layout);
    requires IsLimit(limit) && linear % kPageSize == 0;
    assigns page, window.entry[0];
    ensures REQ_CALL_06_handler: \result == abi::Status::Success <==>
      HandlerPage(&policy, &layout, limit, Access::Read, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_POL_02_monitor: \result == abi::Status::Success ==>
      !(layout.mseg_first <= address / kPageSize <= layout.tseg_last);
    ensures REQ_CALL_06_nothing_read: \result != abi::Status::Success ==>
      page == \old(page) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status read_handler_page(arch::Page& page, uint64_t address, Policy const& policy,
                                            Layout const& layout, uint64_t limit, arch::Window& window,
                                            uint64_t linear);

// Puts words into the page, from its word `offset` on, if the handler may write it.
/*@ requires \valid_read(words + (0 .. count - 1)) && \valid_read(&policy) && \valid_read(&layout) && \valid(&window);
    requires \separated(words + (0 .. count - 1), &policy, &layout, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && ValidLayout(&layout) && LayoutOf(&policy, &layout);
    requires IsLimit(limit) && linear % kPageSize == 0;
    requires in_page: offset < kPageSize / 8 && offset + count <= kPageSize / 8;
    assigns window.entry[0], arch::foreign[address / 8 + offset .. address / 8 + offset + count - 1];
    ensures REQ_CALL_06_handler: \result == abi::Status::Success <==>
      HandlerPage(&policy, &layout, limit, Access::Write, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_CALL_06_answered: \result == abi::Status::Success ==>
      (\forall integer i; 0 <= i < count ==> arch::foreign[address / 8 + offset + i] == words[i]);
    ensures REQ_CALL_06_nothing_written: \result != abi::Status::Success ==>
      arch::SameForeignBut{Pre, Post}(0, 0) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_CALL_06_nothing_else:
      arch::SameForeignBut{Pre, Post}(address / 8 + offset, address / 8 + offset + count);
    ensures REQ_POL_02_monitor: SamePages{Pre, Post}(layout.mseg_first, layout.tseg_last);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status write_handler_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                                              Policy const& policy, Layout const& layout, uint64_t limit,
                                              arch::Window& window, uint64_t linear);

} // namespace stm::caller
