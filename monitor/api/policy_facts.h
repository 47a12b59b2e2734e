// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/requests.h"

// What is said of a policy holds later as well, as long as it stays.
namespace stm::api {

/*@
  lemma same_whole{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==> Policy::Inv{M}(p);
  lemma same_policy_claims{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==>
    SameClaims{L, M}(p);
  lemma same_policy_protections{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==>
    SameProtections{L, M}(p);
  lemma same_claims_after{K, L, M}: \forall Policy* p; SameClaims{K, L}(p) && SameClaims{L, M}(p) ==>
    SameClaims{K, M}(p);
  lemma same_protections_after{K, L, M}: \forall Policy* p; SameProtections{K, L}(p) && SameProtections{L, M}(p) ==>
    SameProtections{K, M}(p);
*/

} // namespace stm::api
