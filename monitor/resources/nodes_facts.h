// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/node_facts.h"
#include "monitor/resources/nodes.h"

// What is a list is one later, as long as its words and the table stay.
namespace stm::resources {

/*@
  lemma same_length{L, M}: \forall uint64_t* w, integer n, o, bytes, call; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && Good{L}(w, o, bytes, call) ==> LengthAt{L}(w, o) == LengthAt{M}(w, o);
  lemma same_node{L, M}: \forall uint64_t* w, integer words, bytes, call, Nodes* n, integer i;
    SameWords{L, M}(w, words) && bytes <= 8 * words && SameNodes{L, M}(n) && 0 <= i < \at(n->count, L) &&
    Good{L}(w, \at(n->at[i], L), bytes, call) && Step{L}(w, n, i) ==>
    Good{M}(w, \at(n->at[i], M), bytes, call) && Step{M}(w, n, i);
  lemma same_chain{L, M}: \forall uint64_t* w, integer words, bytes, call, Nodes* n;
    SameWords{L, M}(w, words) && bytes <= 8 * words && SameNodes{L, M}(n) && Chain{L}(w, bytes, call, n) ==>
    Chain{M}(w, bytes, call, n);
  lemma same_ascending{L, M}: \forall Nodes* n; SameNodes{L, M}(n) && Ascending{L}(n) ==> Ascending{M}(n);
  lemma same_list{L, M}: \forall uint64_t* w, integer words, bytes, call, Nodes* n;
    SameWords{L, M}(w, words) && bytes <= 8 * words && SameNodes{L, M}(n) && List{L}(w, bytes, call, n) ==>
    List{M}(w, bytes, call, n);
*/

} // namespace stm::resources
