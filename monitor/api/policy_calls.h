// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/call_events.h"

#include <stdint.h>

// ProtectResource and UnprotectResource as a whole, with their events. The page is at the desk, and came from `address`.
namespace stm::api {

// That pages are protected changes no map of the handler's: only what was claimed is in there (D-64).
/*@ requires \valid(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status protect_and_note(Policy& policy, log::EventLog& log, Desk& desk, uint64_t address,
                                           Platform platform, arch::Window& window, uint64_t linear);

/*@ requires \valid(&policy) && \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    requires IsPageOfOs(platform, address);
    assigns policy.protections_, log, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_13_claims: SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] abi::Status unprotect_and_note(Policy& policy, log::EventLog& log, Desk& desk, uint64_t address,
                                             Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::api
