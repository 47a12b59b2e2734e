// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/call_events.h"
#include "monitor/api/vmcs_database.h"

// ManageVmcsDatabase as a whole. The page is at the desk.
namespace stm::api {

/*@ requires \valid_read(&policy) && \valid_read(&log) && \valid(&database) && \valid_read(&desk);
    requires \separated(&policy, &log, &database, &desk);
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires IsPlatform(platform);
    assigns database;
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
    ensures REQ_DOM_02_done: \result == abi::Status::Success <==>
      MayAdd{Pre}(&database, platform, &desk.page) || MayRemove{Pre}(&database, platform, &desk.page);
    ensures REQ_DOM_02_refused: \result != abi::Status::Success ==> database == \old(database);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&log);
    ensures REQ_POL_05_policy: SamePolicy{Pre, Post}(&policy);
*/
[[nodiscard]] abi::Status manage_database(Platform platform, Policy const& policy, log::EventLog const& log,
                                          domains::VmcsDatabase& database, Desk const& desk);

} // namespace stm::api
