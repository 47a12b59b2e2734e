// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/os_parameters.h"
#include "monitor/resources/bios_pages.h"

#include <stdint.h>

// GetBiosResources: the OS gets the monitor's copy of the BIOS's list, page by page.
namespace stm::api {

/*@
  logic integer Edx(arch::Registers* r) = r->rdx % 0x100000000;

  // What follows page `index`: the next one, or 0 behind the last.
  predicate IsNext(resources::BiosList* list, integer index, integer next) =
    resources::HasPage(list, index + 1) ? next == index + 1 : next == 0;
*/

// `page` is room for the answer. EDX is the index, and on success the next one; if the call is refused it stays.
/*@ requires \valid(&registers) && \valid_read(&platform) && \valid_read(&list) && \valid(&page) && \valid(&window);
    requires \separated(&registers, &platform, &list, &page, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && resources::Padded(&list.word[0], list.bytes);
    requires IsOsPage(&platform.layout, platform.limit, address) && linear % 0x1000 == 0;
    assigns registers.rdx, page, window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures REQ_RSC_05_found: \result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers));
    ensures REQ_RSC_05_not_found: \result != abi::Status::Success ==> \result == abi::Status::PageNotFound;
    ensures REQ_RSC_05_next: \result == abi::Status::Success ==>
      IsNext{Pre}(&list, Edx{Pre}(&registers), \at(registers.rdx, Post));
    ensures REQ_RSC_05_written: \result == abi::Status::Success ==>
      (\forall integer i; 0 <= i < 512 ==> arch::foreign[address / 8 + i] == page.word[i]);
    ensures REQ_CALL_06_nothing_else: OnlyAnswer{Pre, Post}(address, 512);
    ensures REQ_CALL_06_smram: SmramUntouched{Pre, Post}(&platform);
    ensures REQ_RSC_05_refused: \result != abi::Status::Success ==>
      NothingWritten{Pre, Post} && registers.rdx == \old(registers.rdx);
*/
[[nodiscard]] abi::Status get_bios_resources(arch::Registers& registers, Platform const& platform,
                                             resources::BiosList const& list, uint64_t address, arch::Page& page,
                                             arch::Window& window, uint64_t linear);

} // namespace stm::api
