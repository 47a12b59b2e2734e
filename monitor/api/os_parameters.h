// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/platform.h"
#include "monitor/caller/os_page.h"
#include "monitor/policy/policy.h"

#include <stdint.h>

// What comes with a call of the OS: one page, named by EBX and ECX.
namespace stm::api {

/*@
  // `long_mode`: the caller's code is 64-bit code.
  predicate NamesPage(arch::Registers* r, integer long_mode) = long_mode != 0 || caller::Ecx(r) == 0;

  logic integer PageOf(arch::Registers* r) = caller::ParameterPage(r);

  predicate NamesOsPage(arch::Registers* r, integer long_mode, Platform* p) =
    NamesPage(r, long_mode) && IsOsPage(&p->layout, p->limit, PageOf(r));

  // Every call's first answer, if it is one.
  predicate PageStatus(arch::Registers* r, integer long_mode, Platform* p, integer status) =
    !NamesPage(r, long_mode) ? status == abi::Status::InvalidParameter :
    !NamesOsPage(r, long_mode, p) ? status == abi::Status::SecurityViolation : status == abi::Status::Success;

  // What the monitor may have written since: in the page that the call names, and there in the first n words.
  predicate OnlyAnswer{L, M}(integer address, integer n) = arch::SameForeignBut{L, M}(address / 8, address / 8 + n);

  predicate NothingWritten{L, M} = arch::SameForeignBut{L, M}(0, 0);

  // Nothing in SMRAM.
  predicate SmramUntouched{L, M}(Platform* p) =
    caller::SamePages{L, M}(\at(p->layout.tseg_first, L), \at(p->layout.tseg_last, L)) &&
    caller::SamePages{L, M}(kLowSmramFirst, kLowSmramLast);
*/

// Whose page it is, before it is read or written. The address is 0 if the call names none.
/*@ requires \valid_read(&registers) && \valid_read(&platform) && \valid(&address);
    requires \separated(&registers, &platform, &address) && ValidPlatform(&platform);
    assigns address;
    ensures REQ_CALL_06_status: PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures REQ_CALL_01_address: \result == abi::Status::Success ==> address == PageOf{Pre}(&registers);
    ensures REQ_CALL_01_aligned: address % 0x1000 == 0;
*/
[[nodiscard]] abi::Status find_os_page(arch::Registers const& registers, bool long_mode, Platform const& platform,
                                       uint64_t& address);

// Copies the page once. Nothing of it is looked at before, and nothing else of it afterwards.
/*@ requires \valid_read(&registers) && \valid_read(&platform) && \valid(&page) && \valid(&address) && \valid(&window);
    requires \separated(&registers, &platform, &page, &address, &window) && ValidPlatform(&platform);
    requires linear % 0x1000 == 0;
    assigns page, address, window.entry[0];
    ensures REQ_CALL_06_status: PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures REQ_CALL_01_address: \result == abi::Status::Success ==> address == PageOf{Pre}(&registers);
    ensures REQ_CALL_06_nothing_read: \result != abi::Status::Success ==>
      page == \old(page) && window.entry[0] == \old(window.entry[0]);
    ensures REQ_ROB_01_closed: \result == abi::Status::Success ==> window.entry[0] == 0;
*/
[[nodiscard]] abi::Status read_os_parameters(arch::Registers const& registers, bool long_mode, Platform const& platform,
                                             arch::Page& page, uint64_t& address, arch::Window& window,
                                             uint64_t linear);

} // namespace stm::api
