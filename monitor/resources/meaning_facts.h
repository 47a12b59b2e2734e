// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/meaning.h"

// What follows for the policy from what a descriptor means.
namespace stm::resources {

/*@
  lemma same_meant{K, L, M}: \forall uint64_t* w, integer o, Request* r;
    SameRequest{L, M}(r) && MeantAt{K, L}(r, w, o) ==> MeantAt{K, M}(r, w, o);
  lemma same_may_name{L, M}: \forall Request* r, integer call;
    SameRequest{L, M}(r) ==> (MayName{L}(call, r) <==> MayName{M}(call, r));

  lemma both_may_name{L}: \forall Request* r, integer n, call;
    n <= 2 && (n >= 1 ==> MayName(call, r + 0)) && (n == 2 ==> MayName(call, r + 1)) ==> AllMayName(call, r, n);
  lemma all_legal{L}: \forall Request* r, integer n; AllMayName(Call::Claim, r, n) ==> AllLegal(r, n);
*/

} // namespace stm::resources
