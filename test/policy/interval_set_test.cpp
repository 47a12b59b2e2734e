// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"

#include <doctest/doctest.h>
#include <limits>

using stm::IntervalSet;
using stm::kLastAtom;

namespace {

constexpr auto highest = std::numeric_limits<uint64_t>::max();

IntervalSet empty_set() {
    IntervalSet set;
    set.clear();
    return set;
}

} // namespace

TEST_CASE("REQ-POL-01: a cleared set holds nothing, whatever it held before") {
    auto set = empty_set();
    CHECK_FALSE(set.intersects(0, highest));
    REQUIRE(set.insert(0, kLastAtom));
    set.clear();
    CHECK_FALSE(set.contains(0));
    CHECK_FALSE(set.contains(kLastAtom));
    CHECK_FALSE(set.intersects(0, highest));
    CHECK_FALSE(set.covers(0, 0));
}

TEST_CASE("REQ-POL-03: what is inserted is held, and its neighbours are not") {
    auto set = empty_set();
    REQUIRE(set.insert(10, 20));
    CHECK_FALSE(set.contains(9));
    CHECK(set.contains(10));
    CHECK(set.contains(15));
    CHECK(set.contains(20));
    CHECK_FALSE(set.contains(21));
}

TEST_CASE("REQ-POL-03: a removal from the middle leaves both ends") {
    auto set = empty_set();
    REQUIRE(set.insert(10, 20));
    REQUIRE(set.remove(13, 17));
    CHECK(set.covers(10, 12));
    CHECK_FALSE(set.intersects(13, 17));
    CHECK(set.covers(18, 20));
}

TEST_CASE("REQ-POL-03: a removal over several intervals leaves what it does not name") {
    auto set = empty_set();
    for (uint64_t first = 0; first < 100; first += 10)
        REQUIRE(set.insert(first, first + 4));
    REQUIRE(set.remove(22, 73));
    CHECK(set.covers(20, 21));
    CHECK_FALSE(set.intersects(22, 73));
    CHECK(set.contains(74));
    CHECK(set.covers(10, 14));
    CHECK(set.covers(80, 84));
    CHECK_FALSE(set.intersects(75, 79));
}

TEST_CASE("REQ-POL-03: to remove what is not there changes nothing") {
    auto set = empty_set();
    CHECK(set.remove(0, kLastAtom));
    REQUIRE(set.insert(10, 20));
    CHECK(set.remove(0, 9));
    CHECK(set.remove(21, kLastAtom));
    CHECK(set.covers(10, 20));
}

TEST_CASE("REQ-POL-03: to insert what is there already changes nothing") {
    auto set = empty_set();
    REQUIRE(set.insert(10, 20));
    CHECK(set.insert(10, 20));
    CHECK(set.insert(12, 12));
    CHECK(set.covers(10, 20));
    CHECK_FALSE(set.contains(9));
    CHECK_FALSE(set.contains(21));
}

TEST_CASE("REQ-POL-06: an interval may start at the first atom and end at the last") {
    auto set = empty_set();
    REQUIRE(set.insert(0, 0));
    REQUIRE(set.insert(kLastAtom, kLastAtom));
    CHECK(set.contains(0));
    CHECK_FALSE(set.intersects(1, kLastAtom - 1));
    CHECK(set.contains(kLastAtom));
    REQUIRE(set.insert(1, kLastAtom - 1));
    CHECK(set.covers(0, kLastAtom));
    REQUIRE(set.remove(0, kLastAtom));
    CHECK_FALSE(set.intersects(0, kLastAtom));
}

TEST_CASE("REQ-POL-06: what lies beyond the last atom may be asked for and is never held") {
    auto set = empty_set();
    REQUIRE(set.insert(0, kLastAtom));
    CHECK_FALSE(set.contains(kLastAtom + 1));
    CHECK_FALSE(set.contains(highest));
    CHECK_FALSE(set.intersects(kLastAtom + 1, highest));
    CHECK_FALSE(set.covers(kLastAtom, kLastAtom + 1));
    CHECK_FALSE(set.covers(0, highest));
    CHECK(set.intersects(kLastAtom, highest));
}

TEST_CASE("REQ-POL-11: intervals that touch or overlap become one") {
    auto set = empty_set();
    REQUIRE(set.insert(10, 19));
    REQUIRE(set.insert(30, 39));
    REQUIRE(set.insert(20, 24));
    CHECK(set.covers(10, 24));
    REQUIRE(set.insert(24, 29));
    CHECK(set.covers(10, 39));
    CHECK_FALSE(set.contains(9));
    CHECK_FALSE(set.contains(40));
}

TEST_CASE("REQ-POL-11: an interval swallows those that it spans") {
    auto set = empty_set();
    for (uint64_t first = 10; first < 100; first += 10)
        REQUIRE(set.insert(first, first + 1));
    REQUIRE(set.insert(15, 85));
    CHECK(set.covers(15, 85));
    CHECK_FALSE(set.intersects(12, 14));
    CHECK_FALSE(set.intersects(86, 89));
    CHECK(set.covers(90, 91));
}

TEST_CASE("REQ-POL-11: a range is covered when all of it is held, and met when any of it is") {
    auto set = empty_set();
    REQUIRE(set.insert(10, 19));
    REQUIRE(set.insert(21, 30));
    CHECK(set.covers(10, 19));
    CHECK_FALSE(set.covers(9, 19));
    CHECK_FALSE(set.covers(10, 20));
    CHECK_FALSE(set.covers(19, 21));
    CHECK(set.intersects(19, 21));
    CHECK(set.intersects(0, 10));
    CHECK(set.intersects(30, 99));
    CHECK(set.intersects(0, 99));
    CHECK_FALSE(set.intersects(20, 20));
    CHECK_FALSE(set.intersects(0, 9));
    CHECK_FALSE(set.intersects(31, 99));
}
