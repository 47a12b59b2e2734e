// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/desk.h"
#include "monitor/boot/layout.h"

// What calls of the OS keep and work on, for all processors, in turn.
namespace stm::smi {

struct Services {
    api::Books books; // in force once they are opened (Common::fresh)
    api::Desk desk;
};
static_assert(sizeof(Services) <= boot::kServices * boot::kPageSize);

/*@
  predicate ValidBooks{L}(api::Books* b) = log::EventLog::Inv(&b->log) && domains::VmcsDatabase::Inv(&b->database);
*/

} // namespace stm::smi
