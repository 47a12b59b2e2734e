// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/desk.h"
#include "monitor/api/order.h"

#include <stdint.h>

// The events that the outcome of a call is. They change nothing but the log.
namespace stm::api {

/*@
  // The policy grants and refuses what it did.
  predicate SamePolicy{L, M}(Policy* p) =
    Policy::Inv{M}(p) && SameClaims{L, M}(p) && SameProtections{L, M}(p);
*/

// For each descriptor of the list that was read, as it was answered.
/*@ requires \valid_read(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, desk.event, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
*/
void note_list(Policy const& policy, log::EventLog& log, Desk& desk, abi::EventType type, Platform platform,
               arch::Window& window, uint64_t linear);

// For a call that ended so, if that blames its parameters.
/*@ requires \valid_read(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, desk.event, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
    ensures REQ_EXC_04_recorded: BlamesParameters(status) && \old(log::EventLog::Started(&log) &&
      log::EventLog::Enabled(&log, abi::EventType::LogInvalidParameterDetected)) &&
      IsSlotOfOs(platform, desk.event.entry.address) ==> IsInSlot(&desk.event.entry);
    ensures REQ_EXC_04_ignored: !BlamesParameters(status) ==> NothingWritten{Pre, Post};
*/
void note_status(Policy const& policy, log::EventLog& log, Desk& desk, uint32_t function, abi::Status status,
                 Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
