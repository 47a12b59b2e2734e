// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/node.h"

#include <stdint.h>

// A list as the table of its descriptors.
namespace stm::resources {

inline constexpr uint32_t kMaxNodes = kMostListBytes / sizeof(abi::RscHeader);

// Byte offsets of the descriptors, each where the one before it ends; at[count] is that of what comes after the last.
struct Nodes {
    uint32_t count;
    uint16_t at[kMaxNodes + 1];
};

/*@
  predicate Step{L}(uint64_t* w, Nodes* n, integer i) = n->at[i + 1] == n->at[i] + LengthAt(w, n->at[i]);

  // From the first byte on, each node is good and followed without a gap by the next.
  predicate Chain{L}(uint64_t* w, integer bytes, integer call, Nodes* n) =
    n->count <= kMaxNodes && n->at[0] == 0 &&
    (\forall integer i; 0 <= i < n->count ==> Good(w, n->at[i], bytes, call) && Step(w, n, i));

  predicate Ascending{L}(Nodes* n) =
    (\forall integer i; 0 <= i <= n->count ==> 8 * i <= n->at[i]) &&
    (\forall integer i, j; 0 <= i < j <= n->count ==> n->at[i] + 8 <= n->at[j]);

  // All of a list.
  predicate List{L}(uint64_t* w, integer bytes, integer call, Nodes* n) =
    Chain(w, bytes, call, n) && Ascending(n) && End(w, n->at[n->count], bytes);

  // Each has room for a header, and so has the end.
  predicate Placed{L}(Nodes* n, integer bytes) = Ascending(n) && n->at[n->count] + 16 <= bytes;

  predicate SameNodes{L, M}(Nodes* n) =
    \at(n->count, L) == \at(n->count, M) &&
    (\forall integer i; 0 <= i <= \at(n->count, L) ==> \at(n->at[i], L) == \at(n->at[i], M));
*/

// Whether the bytes begin with a list that the call may bring. If not, the last offset is where it goes wrong.
/*@ requires 1 <= bytes && Readable(words, bytes) && call <= Call::Unprotect && \valid(&nodes);
    requires \separated(words + (0 .. (bytes + 7) / 8 - 1), &nodes);
    assigns nodes;
    ensures REQ_RSC_08_chain: Chain(words, bytes, call, &nodes);
    ensures ascending: Ascending(&nodes) && nodes.at[nodes.count] <= bytes;
    ensures REQ_RSC_01_end: \result ==> End(words, nodes.at[nodes.count], bytes);
    ensures REQ_RSC_01_malformed: !\result ==> nodes.at[nodes.count] == bytes ||
      (!Good(words, nodes.at[nodes.count], bytes, call) && !End(words, nodes.at[nodes.count], bytes));
*/
[[nodiscard]] bool read_nodes(uint64_t const* words, uint32_t bytes, Call call, Nodes& nodes);

} // namespace stm::resources
