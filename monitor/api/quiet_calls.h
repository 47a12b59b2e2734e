// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/bios_resources.h"
#include "monitor/api/call_events.h"

#include <stdint.h>

// The parts of a call that leave policy, log and database as they are.
namespace stm::api {

// Copies the page that a call brings to the desk.
/*@ requires \valid_read(&registers) && \valid_read(&platform) && \valid_read(&policy) && \valid_read(&log) && \valid_read(&database) &&
      \valid(&desk) && \valid(&address) && \valid(&window);
    requires \separated(&registers, &platform, &policy, &log, &database, &desk, &address, &window);
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires ValidPlatform(&platform) && linear % 0x1000 == 0;
    assigns desk.page, address, window.entry[0];
    ensures REQ_CALL_06_status: PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures REQ_CALL_06_page: \result == abi::Status::Success ==> IsPageOfOs(platform, address);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
*/
[[nodiscard]] abi::Status take_page(arch::Registers const& registers, bool long_mode, Platform const& platform,
                                    Policy const& policy, log::EventLog const& log,
                                    domains::VmcsDatabase const& database, Desk& desk, uint64_t& address,
                                    arch::Window& window, uint64_t linear);

// GetBiosResources as a whole.
/*@ requires \valid(&registers) && \valid_read(&platform) && \valid_read(&list) && \valid_read(&policy) && \valid_read(&log) && \valid_read(&database) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &platform, &list, &policy, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires ValidPlatform(&platform) && resources::Padded(&list.word[0], list.bytes) && linear % 0x1000 == 0;
    assigns registers.rdx, desk.page, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_06_page: !NamesOsPage{Pre}(&registers, long_mode, &platform) ==>
      PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures REQ_RSC_05_found: NamesOsPage{Pre}(&registers, long_mode, &platform) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures REQ_RSC_05_refused: \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures REQ_CALL_06_smram: SmramUntouched{Pre, Post}(&platform);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
*/
[[nodiscard]] abi::Status hand_out_resources(arch::Registers& registers, bool long_mode, Platform const& platform,
                                             resources::BiosList const& list, Policy const& policy,
                                             log::EventLog const& log, domains::VmcsDatabase const& database,
                                             Desk& desk, arch::Window& window, uint64_t linear);

} // namespace stm::api
