// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/sound.h"

// A tree that is empty gives no more than the policy grants, and a policy that stays grants the same.
namespace stm::paging {

/*@
  lemma Empty_sound: \forall EptTree* c, Policy* p; EptTree::Inv(c) && EptTree::Empty(c) ==> Sound(c, p);

  lemma Same_grants{L, M}: \forall Policy* p, integer page, integer flags; Policy::Inv{L}(p) &&
    Policy::Same{L, M}(p) ==>
    (Grants{L}(p, page, flags) <==> Grants{M}(p, page, flags));

  lemma Same_allows{L, M}: \forall Policy* p, integer page, integer rights; Policy::Inv{L}(p) &&
    Policy::Same{L, M}(p) ==>
    (Allows{L}(p, page, rights) <==> Allows{M}(p, page, rights));

  lemma Same_inv{L, M}: \forall Policy* p; Policy::Inv{L}(p) && Policy::Same{L, M}(p) ==> Policy::Inv{M}(p);
*/

} // namespace stm::paging
