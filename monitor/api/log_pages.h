// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/os_parameters.h"
#include "monitor/log/event_log.h"

#include <stdint.h>

// What the monitor writes to the pages of the event log, and that it writes nowhere else.
namespace stm::api {

/*@
  // A log all pages of which are the OS's.
  predicate IsOsLog(log::EventLog* s, Platform* p) =
    log::EventLog::Inv(s) && log::EventLog::Outside(s, p->layout.tseg_first, p->layout.tseg_last) &&
    log::EventLog::Outside(s, kLowSmramFirst, kLowSmramLast) &&
    log::EventLog::Outside(s, p->limit / 0x1000, kLastPage);

  // A slot in pages of the OS's.
  predicate IsOsSlot(Platform* p, integer at) =
    at % sizeof(abi::LogEntry) == 0 && IsOsPage(&p->layout, p->limit, at / 0x1000 * 0x1000);
*/

// Both steps of an entry (entry.h).
/*@ requires \valid_read(&entry) && \valid_read(&platform) && \valid(&window);
    requires \separated(&entry, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && IsOsSlot(&platform, entry.address) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[entry.address / 8 .. entry.address / 8 + log::kEntryWords - 1];
    ensures REQ_CALL_07_header: arch::foreign[entry.address / 8] == entry.header;
    ensures REQ_CALL_07_data: \forall integer i; 1 <= i < log::kEntryWords ==>
      arch::foreign[entry.address / 8 + i] == entry.word[i];
    ensures REQ_CALL_07_nothing_else:
      arch::SameForeignBut{Pre, Post}(entry.address / 8, entry.address / 8 + log::kEntryWords);
    ensures REQ_CALL_06_smram: SmramUntouched{Pre, Post}(&platform);
    ensures REQ_ROB_01_closed: window.entry[0] == 0;
*/
void write_entry(log::Entry const& entry, Platform const& platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
