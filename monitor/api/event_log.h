// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/log_clear.h"

#include <stdint.h>

// ManageEventLog, after its page has been copied and while the caller holds the lock over the log: the request, and what
// it means for the log's pages. What becomes of the log itself is in the contract of EventLog::manage.
namespace stm::api {

// `page` is the copy; where the log's pages are to be cleared, they are cleared with it.
/*@ requires \valid(&page) && \valid_read(&platform) && \valid(&log) && \valid(&scratch) && \valid(&window);
    requires \separated(&page, &platform, &log, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns page, log, scratch.entry, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_05_status: log::IsStatus{Pre}(\old(log.state_), \old(log.enabled_), &page, &platform.layout,
      platform.limit, \result);
    ensures REQ_CALL_07_cleared: \result == abi::Status::Success &&
      (log::SubFunction{Pre}(&page) == abi::LogRequest::New || log::SubFunction{Pre}(&page) == abi::LogRequest::Clear) ==>
        AreClear(&log, platform, log::Ring::Pages(&log.ring_));
    ensures REQ_CALL_05_refused: \result != abi::Status::Success ==> NothingWritten{Pre, Post};
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status manage_event_log(arch::Page& page, Platform const& platform, log::EventLog& log,
                                           LogScratch& scratch, arch::Window& window, uint64_t linear);

} // namespace stm::api
