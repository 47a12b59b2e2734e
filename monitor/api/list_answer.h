// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/os_parameters.h"
#include "monitor/resources/return_status.h"

#include <stdint.h>

// The answer to ProtectResource and UnprotectResource in the OS's list.
namespace stm::api {

/*@
  // The table of a list's descriptors, and which requests are whose. That they are good ones is read_os_list's to say.
  predicate IsTable(resources::OsList* list) =
    resources::Placed(&list->nodes, resources::kPageBytes) && resources::Partition(list, list->nodes.count) &&
    list->count <= kMaxRequests;

  // The words up to the end marker.
  logic integer WordsOf(resources::OsList* list) = (list->nodes.at[list->nodes.count] + 7) / 8;

  predicate IsWritten(arch::Page* page, integer address, integer n) =
    \forall integer i; 0 <= i < n ==> arch::foreign[address / 8 + i] == page->word[i];
*/

// Puts the descriptors back where they came from, as they are in the copy. Nothing is written of the end marker, nor
// behind it but for a word that both share.
/*@ requires \valid_read(&page) && \valid_read(&list) && \valid_read(&platform) && \valid(&window);
    requires \separated(&page, &list, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsTable(&list) && ValidPlatform(&platform) && IsOsPage(&platform.layout, platform.limit, address);
    requires linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures REQ_RSC_02_answered: IsWritten(&page, address, WordsOf(&list));
    ensures REQ_CALL_06_nothing_else: OnlyAnswer{Pre, Post}(address, WordsOf(&list));
    ensures REQ_CALL_06_smram: SmramUntouched{Pre, Post}(&platform);
    ensures REQ_ROB_01_closed: window.entry[0] == 0;
*/
void write_list(arch::Page const& page, resources::OsList const& list, uint64_t address, Platform const& platform,
                arch::Window& window, uint64_t linear);

} // namespace stm::api
