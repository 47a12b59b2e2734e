// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/call_events.h"

#include <stdint.h>

// ManageEventLog as a whole. The page is at the desk.
namespace stm::api {

/*@ requires \valid_read(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_05_refused: \result != abi::Status::Success ==> NothingWritten{Pre, Post};
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
*/
[[nodiscard]] abi::Status manage_log(Policy const& policy, log::EventLog& log, Desk& desk, Platform platform,
                                     arch::Window& window, uint64_t linear);

} // namespace stm::api
