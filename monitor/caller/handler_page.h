// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/caller/os_page.h"
#include "monitor/policy/policy.h"

#include <stdint.h>

// The page of a call of the BIOS's handler, by its physical address.
namespace stm::caller {

/*@
  // Memory that the handler itself may reach in this way, its own part of SMRAM among it (resources/grant.h).
  predicate IsHandlerPage(Policy* p, integer limit, integer access, integer address) =
    address % kPageSize == 0 && address < limit && Policy::Reaches(p, access, address / kPageSize);
*/

// Copies the page once, by words, if the handler may read it.
/*@ requires \valid(&page) && \valid_read(&policy) && \valid(&window);
    requires \separated(&page, &policy, &window);
    requires Policy::Inv(&policy) && IsLimit(limit) && linear % kPageSize == 0;
    assigns page, window.entry[0];
    ensures REQ_CALL_06_handler: \result == abi::Status::Success <==>
      IsHandlerPage(&policy, limit, Access::Read, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_POL_02_monitor: \result == abi::Status::Success ==>
      !(policy.layout_.mseg_first <= address / kPageSize <= policy.layout_.tseg_last);
    ensures REQ_CALL_06_nothing_read: \result != abi::Status::Success ==>
      page == \old(page) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status read_handler_page(arch::Page& page, uint64_t address, Policy const& policy, uint64_t limit,
                                            arch::Window& window, uint64_t linear);

// Puts words into the page, from its word `offset` on, if the handler may write it.
/*@ requires \valid_read(words + (0 .. count - 1)) && \valid_read(&policy) && \valid(&window);
    requires \separated(words + (0 .. count - 1), &policy, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && IsLimit(limit) && linear % kPageSize == 0;
    requires in_page: offset < kPageSize / 8 && offset + count <= kPageSize / 8;
    assigns window.entry[0], arch::foreign[address / 8 + offset .. address / 8 + offset + count - 1];
    ensures REQ_CALL_06_handler: \result == abi::Status::Success <==>
      IsHandlerPage(&policy, limit, Access::Write, address);
    ensures REQ_CALL_06_status: IsAnswer(\result);
    ensures REQ_CALL_06_answered: \result == abi::Status::Success ==>
      (\forall integer i; 0 <= i < count ==> arch::foreign[address / 8 + offset + i] == words[i]);
    ensures REQ_CALL_06_nothing_written: \result != abi::Status::Success ==>
      arch::SameForeignBut{Pre, Post}(0, 0) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_CALL_06_nothing_else:
      arch::SameForeignBut{Pre, Post}(address / 8 + offset, address / 8 + offset + count);
    ensures REQ_POL_02_monitor: SamePages{Pre, Post}(policy.layout_.mseg_first, policy.layout_.tseg_last);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status write_handler_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                                              Policy const& policy, uint64_t limit, arch::Window& window,
                                              uint64_t linear);

} // namespace stm::caller
