// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_bitmaps.h"

namespace stm::io {

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && port <= kLastPort;
    assigns \nothing;
    ensures \result <==> PortPasses(&policy, port);
*/
[[nodiscard]] static bool port_passes(Policy const& policy, uint32_t port) {
    if (port >= kAddressPort && port <= kLastPciPort) return false;
    Request const r = {.area = Area::Port, .read = true, .write = true, .execute = false, .first = port, .last = port};
    //@ assert legal: Legal(&r);
    /*@ assert named: \forall integer k; Names(&r, k) <==>
            k == Atom(Area::Port, Access::Read, port) || k == Atom(Area::Port, Access::Write, port); */
    auto const decision = policy.for_handler(r);
    return decision == Decision::Granted;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && first + 63 <= kLastPort && access <= Access::Write;
    assigns \nothing;
    ensures \result ==> (\forall integer k;
      Atom(Area::Port, access, first) <= k <= Atom(Area::Port, access, first + 63) ==> !Policy::Claimed(&policy, k));
*/
[[nodiscard]] static bool none_claimed(Policy const& policy, Access access, uint32_t first) {
    auto const extent = policy.extent_of_claims(Area::Port, access, first, first + 63);
    return extent == Extent::None;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && first + 63 <= kLastPort;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (Bit(\result, b) <==> !PortPasses(&policy, first + b));
*/
[[nodiscard]] static uint64_t word_by_port(Policy const& policy, uint32_t first) {
    uint64_t word = 0;
    /*@ loop invariant range: 0 <= b <= 64;
        loop invariant below: \forall integer c; 0 <= c < b ==>
          (Bit(word, c) <==> !PortPasses(&policy, first + c));
        loop assigns b, word;
        loop variant 64 - b;
    */
    for (uint32_t b = 0; b < 64; ++b) {
        bool const allowed = port_passes(policy, first + b);
        word = with_bit(word, b, !allowed);
    }
    return word;
}

// Of an equation about a constant WP makes a term that no fact speaks of.
/*@ assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (1 & (\result >> b)) >= 1;
*/
[[nodiscard]] static uint64_t all_bits() {
    return kAllBits;
}

// 64 ports, most of which nobody claimed.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && first + 63 <= kLastPort;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (Bit(\result, b) <==> !PortPasses(&policy, first + b));
*/
[[nodiscard]] static uint64_t word_of_ports(Policy const& policy, uint32_t first) {
    bool const unread = none_claimed(policy, Access::Read, first);
    if (unread) return all_bits();
    return word_by_port(policy, first);
}

void fill_port_bitmap(arch::Page& page, Policy const& policy, uint32_t first) {
    /*@ loop invariant range: 0 <= w <= kPageWords;
        loop invariant policy: Policy::Same{Pre, Here}(&policy);
        loop invariant whole: Policy::Inv(&policy);
        loop invariant same: \forall integer k; Policy::Claimed(&policy, k) <==> Policy::Claimed{Pre}(&policy, k);
        loop invariant done: \forall integer v, b; 0 <= v < w && 0 <= b < 64 ==>
          (Bit(page.word[v], b) <==> !PortPasses{Pre}(&policy, first + 64 * v + b));
        loop assigns w, page;
        loop variant kPageWords - w;
    */
    for (uint32_t w = 0; w < kPageWords; ++w) {
        page.word[w] = word_of_ports(policy, first + 64 * w);
    }
    /*@ assert place: \forall integer i; 0 <= i < kPortsPerPage ==>
            i == 64 * (i / 64) + i % 64 && 0 <= i / 64 < kPageWords; */
}

} // namespace stm::io
