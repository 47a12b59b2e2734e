// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/requests.h"
#include "monitor/resources/os_list.h"

// What is said of a policy holds later as well, as long as it stays.
namespace stm::api {

/*@
  lemma same_whole{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==> Policy::Inv{M}(p);
  lemma same_policy_claims{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==>
    SameClaims{L, M}(p);
  lemma same_policy_protections{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==>
    SameProtections{L, M}(p);
  lemma same_named{L, M}: \forall Request* r, integer n, k; resources::SameRequests{L, M}(r, n) ==>
    (NamedBy{L}(r, n, k) <==> NamedBy{M}(r, n, k));
  lemma same_may_name_all{L, M}: \forall Request* r, integer n, call; resources::SameRequests{L, M}(r, n) ==>
    (AllMayName{L}(call, r, n) <==> AllMayName{M}(call, r, n));
  lemma protects_too_after{K, L, M}: \forall Policy* p, Request* r, integer n; ProtectsToo{K, L}(p, r, n) &&
    SameProtections{L, M}(p) && resources::SameRequests{L, M}(r, n) ==> ProtectsToo{K, M}(p, r, n);
  lemma protects_but_after{K, L, M}: \forall Policy* p, Request* r, integer n; ProtectsBut{K, L}(p, r, n) &&
    SameProtections{L, M}(p) && resources::SameRequests{L, M}(r, n) ==> ProtectsBut{K, M}(p, r, n);
  lemma cannot_protect_still{L, M}: \forall Policy* p, Request* r, integer n; SameClaims{L, M}(p) &&
    resources::SameRequests{L, M}(r, n) ==> (CannotProtectAll{L}(p, r, n) <==> CannotProtectAll{M}(p, r, n));
  lemma same_claims_after{K, L, M}: \forall Policy* p; SameClaims{K, L}(p) && SameClaims{L, M}(p) ==>
    SameClaims{K, M}(p);
  lemma same_protections_after{K, L, M}: \forall Policy* p; SameProtections{K, L}(p) && SameProtections{L, M}(p) ==>
    SameProtections{K, M}(p);
*/

} // namespace stm::api
