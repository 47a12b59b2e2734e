// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/interval_set.h"

#include <stdint.h>

namespace stm {

// Memory and memory-mapped I/O are one area, so that a page has one permission, by whichever type it is named
// (REQ-POL-14).
enum class Area : uint8_t {
    Physical = 0,    // x is a page number, 4 KiB pages
    Port = 1,        // x is an I/O port
    Msr = 2,         // x is 64 * index + bit
    Pci = 3,         // x is 4096 * (bus:8 device:5 function:3) + register, one per byte
    TrappedPort = 4, // x is an I/O port whose access raises an SMI
};

enum class Access : uint8_t { Read = 0, Write = 1, Execute = 2 };

// A range of one area, both ends included, and the accesses in question. For ports, read is IN and write is OUT.
struct Request {
    Area area;
    bool read;
    bool write;
    bool execute;
    uint64_t first;
    uint64_t last;
};

inline constexpr uint64_t kAreaSpan = 0x10000000000; // 2^40: pages of 52 address bits (SDM vol. 3A 4.1.4)
inline constexpr uint64_t kLastPage = kAreaSpan - 1;
inline constexpr uint64_t kLastPort = 0xffff;
inline constexpr uint64_t kLastMsrBit = 0x3fffffffff;
inline constexpr uint64_t kMsrBits = 64;
inline constexpr uint64_t kPciFunctionBytes = 4096;
inline constexpr uint64_t kLastPciByte = 0xfffffff; // one segment

// An atom is an area, an access and an x. Each pair of area and access has a span of its own in one line of numbers.
/*@
  logic integer Limit(integer a) =
    a == 0 ? kLastPage : a == 2 ? kLastMsrBit : a == 3 ? kLastPciByte : kLastPort;

  logic integer Atom(integer a, integer access, integer x) = (3 * a + access) * kAreaSpan + x;

  predicate Legal(Request* r) =
    r->area <= 4 && r->first <= r->last <= Limit(r->area) && (r->read || r->write || r->execute) &&
    (r->execute ==> r->area == 0);

  predicate NamesAs(Request* r, integer access, integer k) =
    Atom(r->area, access, r->first) <= k <= Atom(r->area, access, r->last);

  predicate Names(Request* r, integer k) =
    (r->read && NamesAs(r, 0, k)) || (r->write && NamesAs(r, 1, k)) || (r->execute && NamesAs(r, 2, k));
*/

/*@ requires area <= 4 && access <= 2 && x < kAreaSpan;
    assigns \nothing;
    ensures \result == Atom(area, access, x) <= kLastAtom;
*/
[[nodiscard]] uint64_t atom(Area area, Access access, uint64_t x);

// A range that exists, with an access that its area has.
/*@ requires \valid_read(&r);
    assigns \nothing;
    ensures REQ_POL_06_legal: \result <==> Legal(&r);
*/
[[nodiscard]] bool legal(Request const& r);

// Some of the request's atoms are in the set.
/*@ requires \valid_read(&set) && \valid_read(&r) && IntervalSet::Inv(&set) && Legal(&r);
    assigns \nothing;
    ensures REQ_POL_17_meets: \result <==> (\exists integer k; Names(&r, k) && IntervalSet::Member(&set, k));
*/
[[nodiscard]] bool meets(IntervalSet const& set, Request const& r);

// All of the request's atoms are in the set.
/*@ requires \valid_read(&set) && \valid_read(&r) && IntervalSet::Inv(&set) && Legal(&r);
    assigns \nothing;
    ensures REQ_POL_17_covers: \result <==> (\forall integer k; Names(&r, k) ==> IntervalSet::Member(&set, k));
*/
[[nodiscard]] bool covers(IntervalSet const& set, Request const& r);

// A request takes three intervals at most.
inline constexpr uint32_t kRoomPerRequest = 3;

/*@ requires \valid(&set) && \valid_read(&r) && \separated(&set, &r) && IntervalSet::Inv(&set) && Legal(&r);
    requires IntervalSet::Room(&set, kRoomPerRequest);
    assigns set;
    ensures REQ_POL_06_invariant: IntervalSet::Inv(&set);
    ensures REQ_POL_03_added: \forall integer k;
      IntervalSet::Member(&set, k) <==> (\old(IntervalSet::Member(&set, k)) || Names(&r, k));
    ensures REQ_POL_08_room: IntervalSet::Used(&set) <= \old(IntervalSet::Used(&set)) + kRoomPerRequest;
*/
void add(IntervalSet& set, Request const& r);

/*@ requires \valid(&set) && \valid_read(&r) && \separated(&set, &r) && IntervalSet::Inv(&set) && Legal(&r);
    requires IntervalSet::Room(&set, kRoomPerRequest);
    assigns set;
    ensures REQ_POL_06_invariant: IntervalSet::Inv(&set);
    ensures REQ_POL_03_taken: \forall integer k;
      IntervalSet::Member(&set, k) <==> (\old(IntervalSet::Member(&set, k)) && !Names(&r, k));
    ensures REQ_POL_08_room: IntervalSet::Used(&set) <= \old(IntervalSet::Used(&set)) + kRoomPerRequest;
*/
void take(IntervalSet& set, Request const& r);

} // namespace stm
