// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/database_facts.h"
#include "monitor/api/desk.h"
#include "monitor/boot/layout.h"
#include "monitor/smi/common.h"

// What calls of the OS keep and work on, for all processors, in turn.
namespace stm::smi {

struct Services {
    api::Books books; // in force once they are opened (Common::fresh)
    api::Desk desk;
};
static_assert(sizeof(Services) <= boot::kServices * boot::kPageSize);

/*@
  predicate ValidBooks{L}(api::Books* b) = log::EventLog::Inv(&b->log) && domains::VmcsDatabase::Inv(&b->database);

  // No log, and no VMCS of which anything is said.
  predicate BlankBooks{L}(api::Books* b) = log::EventLog::Blank(&b->log) &&
    (\forall integer p; !domains::VmcsDatabase::Member(&b->database, p));

  predicate SameBooks{L, M}(api::Books* b) = log::EventLog::Same{L, M}(\at(&b->log, L)) &&
    api::SameDatabase{L, M}(\at(&b->database, L));

  // The books are open, or the next call opens them.
  predicate HasBooks{L}(Common* c, Services* s) = !c->fresh ==> ValidBooks(&s->books);

  // As far as an event needs it.
  predicate HasLog{L}(Common* c, Services* s) = !c->fresh ==> log::EventLog::Inv(&s->books.log);
*/

} // namespace stm::smi
