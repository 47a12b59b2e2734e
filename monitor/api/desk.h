// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_call.h"
#include "monitor/api/log_event.h"
#include "monitor/domains/manage.h"

// What the OS's calls work on beside the policy and the BIOS's list. There is one of each for all processors, in turn.
namespace stm::api {

// From one call to the next.
struct Books {
    log::EventLog log;
    domains::VmcsDatabase database;
};

// Of the call that is served, and of none that was.
struct Desk {
    arch::Page page;
    ListScratch list;
    LogScratch event;
};

} // namespace stm::api
