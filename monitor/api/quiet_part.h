// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/bios_resources.h"
#include "monitor/api/call_events.h"

#include <stdint.h>

// The part of a call that leaves policy, log and database as they are: its page is copied to the desk; or, for
// GetBiosResources, with which nothing comes in, the call is served.
namespace stm::api {

/*@
  predicate HasItsPage(arch::Registers* r, integer long_mode, Platform p) =
    NamesPage(r, long_mode) && IsPageOfOs(p, PageOf(r));

  predicate RefusesPage(arch::Registers* r, integer long_mode, integer status) = NamesPage(r, long_mode)
    ? status == abi::Status::SecurityViolation : status == abi::Status::InvalidParameter;

  predicate HandsOut(integer function) = function == abi::Function::GetBiosResources;
*/

// The page is at `address`, with success.
/*@ requires \valid(&registers) && \valid_read(&list) && \valid_read(&policy) && \valid_read(&log) && \valid_read(&database) && \valid(&desk) &&
      \valid(&address) && \valid(&window);
    requires \separated(&registers, &list, &policy, &log, &database, &desk, &address, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires IsPlatform(platform) && resources::Padded(&list.word[0], list.bytes) && linear % 0x1000 == 0;
    assigns registers.rdx, desk.page, address, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_CALL_06_refused: !HasItsPage{Pre}(&registers, long_mode, platform) ==>
      RefusesPage{Pre}(&registers, long_mode, \result);
    ensures REQ_CALL_01_taken: HasItsPage{Pre}(&registers, long_mode, platform) && !HandsOut(function) ==>
      \result == abi::Status::Success && IsPageOfOs(platform, address);
    ensures REQ_RSC_05_found: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures REQ_RSC_05_not_found: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) &&
      !resources::HasPage{Pre}(&list, Edx{Pre}(&registers)) ==> \result == abi::Status::PageNotFound;
    ensures REQ_RSC_05_next: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) &&
      \result == abi::Status::Success ==> IsNext{Pre}(&list, Edx{Pre}(&registers), \at(registers.rdx, Post));
    ensures REQ_CALL_02_edx: !HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures REQ_CALL_06_smram: SmramKept{Pre, Post}(platform);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
*/
[[nodiscard]] abi::Status quiet_part(arch::Registers& registers, uint32_t function, bool long_mode, Platform platform,
                                     resources::BiosList const& list, Policy const& policy, log::EventLog const& log,
                                     domains::VmcsDatabase const& database, Desk& desk, uint64_t& address,
                                     arch::Window& window, uint64_t linear);

} // namespace stm::api
