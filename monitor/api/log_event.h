// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_call.h"
#include "monitor/api/log_pages.h"

#include <stdint.h>

// Events of calls go into the OS's log, if that runs and wants events of their type.
namespace stm::api {

// Room for one.
struct LogScratch {
    log::EventData data;
    log::Entry entry;
};

/*@
  predicate IsSlotOfOs(Platform p, integer at) =
    at % sizeof(abi::LogEntry) == 0 && IsPageOfOs(p, at / 0x1000 * 0x1000);

  // The entry is in its slot.
  predicate IsInSlot{L}(log::Entry* e) = arch::foreign[e->address / 8] == e->header &&
    (\forall integer i; 1 <= i < log::kEntryWords ==> arch::foreign[e->address / 8 + i] == e->word[i]);
*/

// Puts an entry of this log into its slot.
/*@ requires \valid_read(&entry) && \valid_read(&log) && \valid(&window);
    requires \separated(&entry, &log, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_written: IsSlotOfOs(platform, entry.address) ==> IsInSlot(&entry);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
*/
void write_to_log(log::Entry const& entry, log::EventLog const& log, Platform platform, arch::Window& window,
                  uint64_t linear);

// The event whose data is in `scratch`.
/*@ requires \valid(&log) && \valid(&scratch) && \valid(&window);
    requires \separated(&log, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch.entry, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_EXC_04_recorded: \result <==>
      \old(log::EventLog::Started(&log) && log::EventLog::Enabled(&log, type));
    ensures REQ_EXC_04_counted: log.ring_.serial_ == (\old(log.ring_.serial_) + (\result ? 1 : 0)) % 0x100000000;
    ensures REQ_CALL_07_written: \result && IsSlotOfOs(platform, scratch.entry.address) ==> IsInSlot(&scratch.entry);
    ensures REQ_EXC_04_ignored: !\result ==> NothingWritten{Pre, Post};
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
bool log_event(log::EventLog& log, abi::EventType type, LogScratch& scratch, Platform platform, arch::Window& window,
               uint64_t linear);

// LogInvalidParameterDetected.
/*@ requires \valid(&log) && \valid(&scratch) && \valid(&window);
    requires \separated(&log, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_EXC_04_recorded: \old(log::EventLog::Started(&log) &&
      log::EventLog::Enabled(&log, abi::EventType::LogInvalidParameterDetected)) &&
      IsSlotOfOs(platform, scratch.entry.address) ==> IsInSlot(&scratch.entry);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
void log_bad_parameters(log::EventLog& log, uint32_t function, LogScratch& scratch, Platform platform,
                        arch::Window& window, uint64_t linear);

// One event for each descriptor of the list that is not ignored, in their order, as it lies in the page.
/*@ requires \valid(&log) && \valid_read(&page) && \valid_read(&list) && \valid(&scratch) && \valid(&window);
    requires \separated(&log, &page, &list, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
void log_list(log::EventLog& log, abi::EventType type, arch::Page const& page, resources::OsList const& list,
              LogScratch& scratch, Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
