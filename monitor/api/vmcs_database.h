// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/platform.h"
#include "monitor/domains/manage.h"

#include <stdint.h>

// ManageVmcsDatabase, after its page has been copied. Nothing is written to the OS.
namespace stm::api {

/*@
  // A region for a VMCS that neither the monitor nor the BIOS has a byte of.
  predicate IsOsRegion(Platform p, integer pointer) = pointer % 0x1000 == 0 && pointer < p.limit &&
    !(p.layout.tseg_first <= pointer / 0x1000 <= p.layout.tseg_last);

  predicate MayAdd(domains::VmcsDatabase* d, Platform p, arch::Page* page) =
    domains::WellFormed(page, p.limit) && IsOsRegion(p, domains::PointerOf(page)) && domains::Adds(page) &&
    domains::NamesDomain(page) && !domains::VmcsDatabase::Member(d, domains::PointerOf(page)) &&
    !domains::VmcsDatabase::Full(d);

  predicate MayRemove(domains::VmcsDatabase* d, Platform p, arch::Page* page) =
    domains::WellFormed(page, p.limit) && IsOsRegion(p, domains::PointerOf(page)) && domains::Removes(page) &&
    domains::VmcsDatabase::Member(d, domains::PointerOf(page));
*/

/*@ requires \valid(&database) && \valid_read(&page) && \valid_read(&platform);
    requires \separated(&database, &page, &platform);
    requires domains::VmcsDatabase::Inv(&database) && ValidPlatform(&platform);
    assigns database;
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&database);
    ensures REQ_DOM_01_smram: \result == abi::Status::SecurityViolation <==>
      domains::WellFormed(&page, platform.limit) && !IsOsRegion(platform, domains::PointerOf(&page));
    ensures REQ_DOM_02_done: \result == abi::Status::Success <==>
      MayAdd{Pre}(&database, platform, &page) || MayRemove{Pre}(&database, platform, &page);
    ensures REQ_DOM_02_refused: \result != abi::Status::Success ==> database == \old(database);
    ensures REQ_DOM_02_added: \result == abi::Status::Success && domains::Adds(&page) ==>
      domains::VmcsDatabase::Says(&database, domains::PointerOf(&page), domains::TypeOf(&page), domains::XStateOf(&page),
        domains::DegradationOf(&page));
    ensures REQ_DOM_02_removed: \result == abi::Status::Success && domains::Removes(&page) ==>
      !domains::VmcsDatabase::Member(&database, domains::PointerOf(&page));
    ensures REQ_DOM_03_others: domains::VmcsDatabase::Others{Pre, Post}(&database, domains::PointerOf(&page));
*/
[[nodiscard]] abi::Status manage_vmcs_database(arch::Page const& page, Platform const& platform,
                                               domains::VmcsDatabase& database);

} // namespace stm::api
