// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/log_event.h"

#include <stdint.h>

namespace stm::api {

/*@
  predicate IsClear{L}(integer address) = \forall integer k; address / 8 <= k < address / 8 + 512 ==>
    arch::foreign[k] == 0;

  // Of the first n pages those that are the OS's: all are, in a log of the OS's.
  predicate AreClear{L}(log::EventLog* s, Platform p, integer n) = \forall integer k; 0 <= k < n &&
    IsPageOfOs(p, 0x1000 * s->ring_.page_[k]) ==> IsClear(0x1000 * s->ring_.page_[k]);
*/

// Zeros to all pages of the log, by way of a page of the monitor's.
/*@ requires \valid(&page) && \valid_read(&log) && \valid(&window);
    requires \separated(&page, &log, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns page, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_CALL_07_cleared: AreClear(&log, platform, log::Ring::Pages(&log.ring_));
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
*/
void clear_log(arch::Page& page, log::EventLog const& log, Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
