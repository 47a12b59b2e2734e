// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/database.h"

// A database that nobody writes in stays what it is.
namespace stm::api {

/*@
  predicate SameDatabase{L, M}(domains::VmcsDatabase* d) =
    \at(d->count_, L) == \at(d->count_, M) &&
    (\forall integer k; 0 <= k < domains::kVmcsCapacity ==> \at(d->pointer_[k], L) == \at(d->pointer_[k], M)) &&
    (\forall integer k; 0 <= k < domains::kVmcsCapacity ==> \at(d->domain_[k].type, L) == \at(d->domain_[k].type, M)) &&
    (\forall integer k; 0 <= k < domains::kVmcsCapacity ==>
      \at(d->domain_[k].xstate, L) == \at(d->domain_[k].xstate, M)) &&
    (\forall integer k; 0 <= k < domains::kVmcsCapacity ==>
      \at(d->domain_[k].degradation, L) == \at(d->domain_[k].degradation, M));

  lemma same_database{L, M}: \forall domains::VmcsDatabase* d;
    SameDatabase{L, M}(d) && domains::VmcsDatabase::Inv{L}(d) ==> domains::VmcsDatabase::Inv{M}(d);
*/

} // namespace stm::api
