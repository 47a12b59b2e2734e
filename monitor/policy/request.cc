// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/request.h"

namespace stm {

/*@ assigns \nothing;
    ensures \result == Limit(area);
*/
[[nodiscard]] static uint64_t limit(Area area) {
    switch (area) {
    case Area::Physical: return kLastPage;
    case Area::Msr: return kLastMsrBit;
    case Area::Pci: return kLastPciByte;
    default: return kLastPort;
    }
}

uint64_t atom(Area area, Access access, uint64_t x) {
    return (3 * static_cast<uint64_t>(area) + static_cast<uint64_t>(access)) * kAreaSpan + x;
}

bool legal(Request const& r) {
    return r.area <= Area::TrappedPort && r.first <= r.last && r.last <= limit(r.area) &&
           (r.read || r.write || r.execute) && (!r.execute || r.area == Area::Physical);
}

/*@ requires \valid_read(&set) && \valid_read(&r) && IntervalSet::Inv(&set) && Legal(&r) && access <= 2;
    assigns \nothing;
    ensures \result <==> (\exists integer k; NamesAs(&r, access, k) && IntervalSet::Member(&set, k));
*/
[[nodiscard]] static bool meets_as(IntervalSet const& set, Request const& r, Access access) {
    return set.intersects(atom(r.area, access, r.first), atom(r.area, access, r.last));
}

/*@ requires \valid_read(&set) && \valid_read(&r) && IntervalSet::Inv(&set) && Legal(&r) && access <= 2;
    assigns \nothing;
    ensures \result <==> (\forall integer k; NamesAs(&r, access, k) ==> IntervalSet::Member(&set, k));
*/
[[nodiscard]] static bool covers_as(IntervalSet const& set, Request const& r, Access access) {
    return set.covers(atom(r.area, access, r.first), atom(r.area, access, r.last));
}

/*@ requires \valid(&set) && \valid_read(&r) && \separated(&set, &r) && IntervalSet::Inv(&set) && Legal(&r) &&
        access <= 2;
    requires IntervalSet::Room(&set, 1);
    assigns set;
    ensures IntervalSet::Inv(&set);
    ensures added: \forall integer k; IntervalSet::Member(&set, k) <==>
      (\old(IntervalSet::Member(&set, k)) || NamesAs(&r, access, k));
    ensures room: IntervalSet::Used(&set) <= \old(IntervalSet::Used(&set)) + 1;
*/
static void add_as(IntervalSet& set, Request const& r, Access access) {
    [[maybe_unused]] bool const done = set.insert(atom(r.area, access, r.first), atom(r.area, access, r.last));
    //@ assert done: done;
}

/*@ requires \valid(&set) && \valid_read(&r) && \separated(&set, &r) && IntervalSet::Inv(&set) && Legal(&r) &&
        access <= 2;
    requires IntervalSet::Room(&set, 1);
    assigns set;
    ensures IntervalSet::Inv(&set);
    ensures taken: \forall integer k; IntervalSet::Member(&set, k) <==>
      (\old(IntervalSet::Member(&set, k)) && !NamesAs(&r, access, k));
    ensures room: IntervalSet::Used(&set) <= \old(IntervalSet::Used(&set)) + 1;
*/
static void take_as(IntervalSet& set, Request const& r, Access access) {
    [[maybe_unused]] bool const done = set.remove(atom(r.area, access, r.first), atom(r.area, access, r.last));
    //@ assert done: done;
}

bool meets(IntervalSet const& set, Request const& r) {
    return (r.read && meets_as(set, r, Access::Read)) || (r.write && meets_as(set, r, Access::Write)) ||
           (r.execute && meets_as(set, r, Access::Execute));
}

bool covers(IntervalSet const& set, Request const& r) {
    return (!r.read || covers_as(set, r, Access::Read)) && (!r.write || covers_as(set, r, Access::Write)) &&
           (!r.execute || covers_as(set, r, Access::Execute));
}

void add(IntervalSet& set, Request const& r) {
    if (r.read) {
        add_as(set, r, Access::Read);
    }
    if (r.write) {
        add_as(set, r, Access::Write);
    }
    if (r.execute) {
        add_as(set, r, Access::Execute);
    }
}

void take(IntervalSet& set, Request const& r) {
    if (r.read) {
        take_as(set, r, Access::Read);
    }
    if (r.write) {
        take_as(set, r, Access::Write);
    }
    if (r.execute) {
        take_as(set, r, Access::Execute);
    }
}

} // namespace stm
