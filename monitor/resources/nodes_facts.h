// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/node_facts.h"
#include "monitor/resources/nodes.h"

// What is a list is one later, as long as its words and the table stay.
namespace stm::resources {

/*@
  lemma same_chain{L, M}: \forall uint64_t* w, integer words, bytes, call, Nodes* n;
    SameWords{L, M}(w, words) && bytes <= 8 * words && SameNodes{L, M}(n) && Chain{L}(w, bytes, call, n) ==>
    Chain{M}(w, bytes, call, n);
  lemma same_ascending{L, M}: \forall Nodes* n; SameNodes{L, M}(n) && Ascending{L}(n) ==> Ascending{M}(n);
  lemma same_list{L, M}: \forall uint64_t* w, integer words, bytes, call, Nodes* n;
    SameWords{L, M}(w, words) && bytes <= 8 * words && SameNodes{L, M}(n) && List{L}(w, bytes, call, n) ==>
    List{M}(w, bytes, call, n);
*/

} // namespace stm::resources
