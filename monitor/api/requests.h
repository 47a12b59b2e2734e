// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "spec/abi/status.h"

#include <stdint.h>

// What the policy makes of a list's requests, and the status that the OS gets for it. The caller holds the lock.
namespace stm::api {

/*@
  // What cannot be protected: the BIOS claims it, or the monitor keeps it for itself.
  predicate CannotProtect(Policy* p, Request* r) = Policy::MeetsKept(p, r) || Policy::MeetsClaims(p, r);

  predicate CannotProtectAll(Policy* p, Request* list, integer n) =
    \exists integer j; 0 <= j < n && CannotProtect(p, &list[j]);

  // The verdict of state M on each, by a policy of state L, whatever the others are.
  predicate ProtectVerdicts{L, M}(Policy* p, Request* list, integer n, Status* verdicts) =
    \forall integer j; 0 <= j < n ==>
      (\at(verdicts[j], M) == Status::Ok <==> !CannotProtect{L}(p, \at(&list[j], L)));

  predicate SameClaims{L, M}(Policy* p) =
    (\forall integer k; Policy::Claimed{L}(p, k) <==> Policy::Claimed{M}(p, k)) &&
    (\forall integer k; Policy::Kept{L}(p, k) <==> Policy::Kept{M}(p, k));

  predicate SameProtections{L, M}(Policy* p) =
    \forall integer k; Policy::Protected{L}(p, k) <==> Policy::Protected{M}(p, k);

  // What the list names is protected now, beside what was.
  predicate ProtectsToo{L, M}(Policy* p, Request* list, integer n) = \forall integer k;
    Policy::Protected{M}(p, k) <==> Policy::Protected{L}(p, k) || NamedBy{M}(list, n, k);

  // And is not any more.
  predicate ProtectsBut{L, M}(Policy* p, Request* list, integer n) = \forall integer k;
    Policy::Protected{M}(p, k) <==> Policy::Protected{L}(p, k) && !NamedBy{M}(list, n, k);

  predicate NamesMemory(Request* list, integer n) = \exists integer j; 0 <= j < n && list[j].area == Area::Physical;

  // Memory that is protected now was before.
  predicate NoMoreMemory{L, M}(Policy* p) = \forall integer access, page; 0 <= access <= 2 && 0 <= page <= kLastPage &&
    Policy::Protected{M}(p, Atom(Area::Physical, access, page)) ==>
    Policy::Protected{L}(p, Atom(Area::Physical, access, page));
*/

// ProtectResource: all of the list is kept from the BIOS's handler, or nothing.
/*@ requires \valid(&policy) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1));
    requires \separated(&policy, list + (0 .. n - 1), verdicts + (0 .. n - 1));
    requires Policy::Inv(&policy) && n <= kMaxRequests;
    assigns policy.protections_, verdicts[0 .. n - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_09_verdicts: AllMayName{Pre}(Call::Protect, list, n) ==>
      ProtectVerdicts{Pre, Post}(&policy, list, n, verdicts);
    ensures REQ_RSC_03_unprotectable: AllMayName{Pre}(Call::Protect, list, n) ==>
      (\result == abi::Status::UnprotectableResource <==> CannotProtectAll{Pre}(&policy, list, n));
    ensures REQ_POL_08_room: AllMayName{Pre}(Call::Protect, list, n) ==>
      (\result == abi::Status::OutOfResources <==>
        !CannotProtectAll{Pre}(&policy, list, n) && !\old(Policy::ProtectRoom(&policy, n)));
    ensures REQ_POL_08_complete: AllMayName{Pre}(Call::Protect, list, n) ==>
      (\result == abi::Status::Success <==>
        !CannotProtectAll{Pre}(&policy, list, n) && \old(Policy::ProtectRoom(&policy, n)));
    ensures REQ_RSC_01_parsed: \result != abi::Status::MalformedResourceList;
    ensures REQ_RSC_09_may_name: \result == abi::Status::Success ==> AllMayName{Pre}(Call::Protect, list, n);
    ensures REQ_POL_03_protected: \result == abi::Status::Success ==> ProtectsToo{Pre, Post}(&policy, list, n);
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_POL_04_claims: SameClaims{Pre, Post}(&policy);
*/
[[nodiscard]] abi::Status protect_requests(Policy& policy, Request const* list, uint32_t n, Status* verdicts);

// UnprotectResource: the OS gives up all of the list, or everything. No room for what is left of a range is an error
// without a name of its own here.
/*@ requires \valid(&policy) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1));
    requires \separated(&policy, list + (0 .. n - 1), verdicts + (0 .. n - 1));
    requires Policy::Inv(&policy) && n <= kMaxRequests;
    assigns policy.protections_, verdicts[0 .. n - 1];
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_POL_09_verdicts: everything || AllMayName{Pre}(Call::Unprotect, list, n) ==> AllOk(verdicts, n);
    ensures REQ_POL_08_complete: AllMayName{Pre}(Call::Unprotect, list, n) ==>
      (\result == abi::Status::Success <==> everything || \old(Policy::ProtectRoom(&policy, n)));
    ensures REQ_RSC_01_parsed: \result != abi::Status::MalformedResourceList;
    ensures REQ_POL_08_room: \result != abi::Status::Success ==> \result == abi::Status::Unspecified;
    ensures REQ_RSC_10_everything: everything ==> (\forall integer k; !Policy::Protected(&policy, k));
    ensures REQ_POL_03_unprotected: \result == abi::Status::Success && !everything ==>
      ProtectsBut{Pre, Post}(&policy, list, n);
    ensures REQ_POL_05_refused: \result != abi::Status::Success ==> SameProtections{Pre, Post}(&policy);
    ensures REQ_POL_13_claims: SameClaims{Pre, Post}(&policy);
*/
[[nodiscard]] abi::Status unprotect_requests(Policy& policy, Request const* list, uint32_t n, bool everything,
                                             Status* verdicts);

// Whether the list names pages. Then some may be protected that were not, and the handler's maps of what nobody claimed
// must be rid of them, on every processor, before the call is answered (D-14).
/*@ requires \valid_read(list + (0 .. n - 1)) && n <= kMaxRequests;
    assigns \nothing;
    ensures REQ_MAP_09_names_memory: \result <==> NamesMemory(list, n);
*/
[[nodiscard]] bool names_memory(Request const* list, uint32_t n);

} // namespace stm::api
