// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/domains/database.h"
#include "monitor/vmcs/pointer.h"
#include "spec/abi/status.h"

#include <stdint.h>

// ManageVmcsDatabase, after the page that the OS names has been copied in.
namespace stm::domains {

/*@
  // By the layout of abi::VmcsDatabaseRequest: bytes are little-endian in words of 64 bits.
  logic integer PointerOf(arch::Page* p) = p->word[0];
  logic integer TypeOf(arch::Page* p) = p->word[1] % 0x10;
  logic integer XStateOf(arch::Page* p) = p->word[1] / 0x10 % 4;
  logic integer DegradationOf(arch::Page* p) = p->word[1] / 0x40 % 0x10;
  logic integer ReservedOf(arch::Page* p) = p->word[1] / 0x400 % 0x400000;
  logic integer ActionOf(arch::Page* p) = p->word[1] / 0x100000000;

  predicate Adds(arch::Page* p) = ActionOf(p) == abi::AddOrRemove::Add;
  predicate Removes(arch::Page* p) = ActionOf(p) == abi::AddOrRemove::Remove;

  // Of both requests.
  predicate WellFormed(arch::Page* p, integer end) =
    (Adds(p) || Removes(p)) && ReservedOf(p) == 0 && PointerOf(p) % 0x1000 == 0 && PointerOf(p) < end;

  predicate NamesDomain(arch::Page* p) = KnownType(TypeOf(p)) && KnownXState(XStateOf(p));

  // May be added, if there is room.
  predicate Addable(VmcsDatabase* d, vmcs::Smram* s, integer end, arch::Page* p) =
    WellFormed(p, end) && Adds(p) && vmcs::Foreign(s, end, PointerOf(p)) && NamesDomain(p) &&
    !VmcsDatabase::Member(d, PointerOf(p));

  predicate Removable(VmcsDatabase* d, vmcs::Smram* s, integer end, arch::Page* p) =
    WellFormed(p, end) && Removes(p) && vmcs::Foreign(s, end, PointerOf(p)) && VmcsDatabase::Member(d, PointerOf(p));
*/

// Physical addresses end at `end`.
/*@ requires \valid(&database) && \valid_read(&page) && \valid_read(&smram);
    requires \separated(&database, &page) && \separated(&database, &smram);
    requires VmcsDatabase::Inv(&database) && vmcs::ValidSmram(&smram);
    requires end % 0x1000 == 0 && end <= 0x10000000000000;
    assigns database;
    ensures REQ_DOM_02_invariant: VmcsDatabase::Inv(&database);
    ensures REQ_DOM_01_malformed: \result == abi::Status::InvalidParameter <==>
      !WellFormed(&page, end) || (vmcs::Foreign(&smram, end, PointerOf(&page)) && Adds(&page) && !NamesDomain(&page));
    ensures REQ_DOM_01_smram: \result == abi::Status::SecurityViolation <==>
      WellFormed(&page, end) && !vmcs::Foreign(&smram, end, PointerOf(&page));
    ensures REQ_DOM_02_present_or_missing: \result == abi::Status::InvalidVmcsDatabase <==>
      WellFormed(&page, end) && vmcs::Foreign(&smram, end, PointerOf(&page)) &&
      (Adds(&page) ? NamesDomain(&page) && \old(VmcsDatabase::Member(&database, PointerOf(&page)))
                   : !\old(VmcsDatabase::Member(&database, PointerOf(&page))));
    ensures REQ_DOM_02_full: \result == abi::Status::OutOfResources <==>
      \old(Addable(&database, &smram, end, &page)) && \old(VmcsDatabase::Full(&database));
    ensures REQ_DOM_02_done: \result == abi::Status::Success <==>
      (\old(Addable(&database, &smram, end, &page)) && !\old(VmcsDatabase::Full(&database))) ||
      \old(Removable(&database, &smram, end, &page));
    ensures REQ_DOM_02_refused: \result != abi::Status::Success ==> database == \old(database);
    ensures REQ_DOM_02_added: \result == abi::Status::Success && Adds(&page) ==>
      VmcsDatabase::Says(&database, PointerOf(&page), TypeOf(&page), XStateOf(&page), DegradationOf(&page));
    ensures REQ_DOM_02_removed: \result == abi::Status::Success && Removes(&page) ==>
      !VmcsDatabase::Member(&database, PointerOf(&page));
    ensures REQ_DOM_02_members: VmcsDatabase::OtherMembers{Pre, Post}(&database, PointerOf(&page));
    ensures REQ_DOM_03_others: VmcsDatabase::Others{Pre, Post}(&database, PointerOf(&page));
*/
[[nodiscard]] abi::Status manage(VmcsDatabase& database, arch::Page const& page, vmcs::Smram const& smram,
                                 uint64_t end);

} // namespace stm::domains
