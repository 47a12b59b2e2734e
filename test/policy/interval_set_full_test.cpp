// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"

#include <doctest/doctest.h>
#include <initializer_list>

using stm::IntervalSet;
using stm::kIntervalCapacity;
using stm::kLastAtom;

namespace {

constexpr uint64_t stride = 10;
constexpr uint64_t end_of_full = kIntervalCapacity * stride;

// Intervals 3..6, 13..16, 23..26 … as many as there is room for.
IntervalSet full_set() {
    IntervalSet set;
    set.clear();
    for (uint64_t start = 0; start < end_of_full; start += stride)
        REQUIRE(set.insert(start + 3, start + 6));
    return set;
}

bool is_as_filled(IntervalSet const& set) {
    for (uint64_t start = 0; start < end_of_full; start += stride)
        if (set.intersects(start, start + 2) || !set.covers(start + 3, start + 6) ||
            set.intersects(start + 7, start + 9))
            return false;
    return !set.intersects(end_of_full, kLastAtom);
}

// Whether exactly `room` more intervals fit.
bool has_room_for(IntervalSet set, unsigned room) {
    for (unsigned i = 0; i < room; ++i)
        if (!set.insert(end_of_full + 2 * stride + 2 * i, end_of_full + 2 * stride + 2 * i)) return false;
    return !set.insert(kLastAtom, kLastAtom);
}

} // namespace

TEST_CASE("REQ-POL-16: a set holds at least 256 intervals") {
    CHECK(kIntervalCapacity >= 256);
    CHECK(is_as_filled(full_set()));
    CHECK(has_room_for(full_set(), 0));
}

TEST_CASE("REQ-POL-05, REQ-POL-08: a full set refuses one more interval, wherever it lies, and is unchanged") {
    auto set = full_set();
    CHECK_FALSE(set.insert(0, 1));
    CHECK_FALSE(set.insert(8, 8));
    CHECK_FALSE(set.insert(end_of_full / 2 + 8, end_of_full / 2 + 8));
    CHECK_FALSE(set.insert(end_of_full, end_of_full));
    CHECK_FALSE(set.insert(kLastAtom, kLastAtom));
    CHECK(is_as_filled(set));
}

TEST_CASE("REQ-POL-05, REQ-POL-08: a full set refuses to split an interval, and is unchanged") {
    auto set = full_set();
    CHECK_FALSE(set.remove(4, 4));
    CHECK_FALSE(set.remove(4, 5));
    CHECK_FALSE(set.remove(end_of_full - 5, end_of_full - 5));
    CHECK(is_as_filled(set));
}

TEST_CASE("REQ-POL-08: a full set takes what touches one of its intervals, and keeps the others") {
    for (uint64_t const start : {uint64_t{0}, end_of_full / stride / 2 * stride, end_of_full - stride}) {
        CAPTURE(start);
        auto set = full_set();
        CHECK(set.insert(start + 4, start + 5));
        CHECK(set.insert(start + 2, start + 2));
        CHECK(set.insert(start + 7, start + 7));
        CHECK(set.covers(start + 2, start + 7));
        CHECK(has_room_for(set, 0));
        REQUIRE(set.remove(start, start + 2));
        REQUIRE(set.remove(start + 7, start + 9));
        CHECK(is_as_filled(set));
    }
}

TEST_CASE("REQ-POL-08: a full set takes what joins two of its intervals, and then has room for one") {
    auto set = full_set();
    CHECK(set.insert(7, 12));
    CHECK(set.covers(3, 16));
    CHECK(has_room_for(set, 1));
}

TEST_CASE("REQ-POL-08: a full set takes what swallows any number of its intervals") {
    auto set = full_set();
    CHECK(set.insert(5, end_of_full + 5));
    CHECK(set.covers(3, end_of_full + 5));
    CHECK_FALSE(set.intersects(0, 2));
    CHECK(has_room_for(set, kIntervalCapacity - 1));
    CHECK(set.insert(0, kLastAtom));
    CHECK(set.covers(0, kLastAtom));
}

TEST_CASE("REQ-POL-08: an interval of a full set can be trimmed at both ends") {
    auto set = full_set();
    CHECK(set.remove(0, 3));
    CHECK(set.remove(6, 9));
    CHECK(set.covers(4, 5));
    CHECK_FALSE(set.intersects(0, 3));
    CHECK_FALSE(set.intersects(6, 12));
    CHECK(has_room_for(set, 0));
}

TEST_CASE("REQ-POL-08: what goes from a full set leaves room for as much") {
    auto set = full_set();
    CHECK(set.remove(13, 16));
    CHECK(has_room_for(set, 1));
    CHECK(set.remove(33, 66));
    CHECK(has_room_for(set, 5));
    CHECK(set.remove(0, kLastAtom));
    CHECK(has_room_for(set, kIntervalCapacity));
}

TEST_CASE("REQ-POL-08: a removal may leave an end of two intervals of a full set, and split one when there is room") {
    auto set = full_set();
    CHECK(set.remove(5, 14));
    CHECK(set.covers(3, 4));
    CHECK_FALSE(set.intersects(5, 14));
    CHECK(set.covers(15, 16));
    CHECK(has_room_for(set, 0));
    CHECK(set.remove(23, 26));
    CHECK(set.remove(34, 34));
    CHECK(has_room_for(set, 0));
}

TEST_CASE("REQ-POL-08: to remove what a full set does not hold is not refused") {
    auto set = full_set();
    CHECK(set.remove(0, 2));
    CHECK(set.remove(7, 12));
    CHECK(set.remove(end_of_full, kLastAtom));
    CHECK(is_as_filled(set));
}

TEST_CASE("REQ-POL-11: merged intervals take the room of one") {
    IntervalSet set;
    set.clear();
    for (uint64_t atom = 0; atom < 4 * uint64_t{kIntervalCapacity}; ++atom)
        REQUIRE(set.insert(atom, atom));
    CHECK(set.covers(0, 4 * uint64_t{kIntervalCapacity} - 1));
    CHECK_FALSE(set.contains(4 * uint64_t{kIntervalCapacity}));
}
