// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/nodes.h"

namespace stm::resources {

// The offset after one more descriptor.
/*@ requires \valid(&nodes) && nodes.count < kMaxNodes && Ascending(&nodes);
    requires nodes.at[nodes.count] + 8 <= o <= kMostListBytes;
    assigns nodes.count, nodes.at[nodes.count + 1];
    ensures count: nodes.count == \old(nodes.count) + 1;
    ensures here: nodes.at[nodes.count] == o;
    ensures before: \forall integer i; 0 <= i < nodes.count ==> nodes.at[i] == \old(nodes.at[i]);
    ensures ascending: Ascending(&nodes);
*/
static void add_offset(Nodes& nodes, uint32_t o) {
    uint32_t const n = nodes.count;
    nodes.at[n + 1] = static_cast<uint16_t>(o);
    nodes.count = n + 1;
    //@ assert same: \forall integer i; 0 <= i <= n ==> nodes.at[i] == \at(nodes.at[i], Pre);
    //@ assert apart: \forall integer i, j; 0 <= i < j <= n ==> nodes.at[i] + 8 <= nodes.at[j];
    //@ assert apart_from_next: \forall integer i; 0 <= i <= n ==> nodes.at[i] + 8 <= nodes.at[n + 1];
}

bool read_nodes(uint64_t const* words, uint32_t bytes, Call call, Nodes& nodes) {
    nodes.count = 0;
    nodes.at[0] = 0;
    uint32_t o = 0;
    bool good = is_good(words, o, bytes, call);
    /*@ loop invariant here: o == nodes.at[nodes.count] <= bytes;
        loop invariant count: 8 * nodes.count <= o;
        loop invariant good: good <==> o < bytes && Good(words, o, bytes, call);
        loop invariant begin: nodes.at[0] == 0;
        loop invariant all_good: \forall integer i; 0 <= i < nodes.count ==> Good(words, nodes.at[i], bytes, call);
        loop invariant no_gap: \forall integer i; 0 <= i < nodes.count ==> Step(words, &nodes, i);
        loop invariant ascending: Ascending(&nodes);
        loop assigns o, good, nodes;
        loop variant bytes - o;
    */
    while (good) {
        uint32_t const length = static_cast<uint32_t>(half_at(words, o + 4));
        //@ assert length: 8 <= length == LengthAt(words, o) && o + length <= bytes;
        //@ ghost uint32_t n = nodes.count;
        o = o + length;
        add_offset(nodes, o);
        //@ assert same: \forall integer i; 0 <= i <= n ==> nodes.at[i] == \at(nodes.at[i], LoopCurrent);
        //@ assert no_gap: \forall integer i; 0 <= i < n ==> Step(words, &nodes, i);
        //@ assert next: Step(words, &nodes, n);
        good = false;
        if (o < bytes) good = is_good(words, o, bytes, call);
    }
    return o < bytes && is_end(words, o, bytes);
}

} // namespace stm::resources
