// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/request.h"

#include <array>
#include <doctest/doctest.h>
#include <limits>
#include <utility>

using stm::Access;
using stm::Area;
using stm::atom;
using stm::IntervalSet;
using stm::legal;
using stm::Request;

namespace {

constexpr std::array<std::pair<Area, uint64_t>, 5> areas{{{Area::Physical, stm::kLastPage},
                                                          {Area::Port, stm::kLastPort},
                                                          {Area::Msr, stm::kLastMsrBit},
                                                          {Area::Pci, stm::kLastPciByte},
                                                          {Area::TrappedPort, stm::kLastPort}}};

constexpr auto highest = std::numeric_limits<uint64_t>::max();

Request read_write(Area area, uint64_t first, uint64_t last) {
    return {.area = area, .read = true, .write = true, .execute = false, .first = first, .last = last};
}

IntervalSet empty_set() {
    IntervalSet set;
    set.clear();
    return set;
}

} // namespace

TEST_CASE("REQ-POL-06: a request is legal up to the last of its area, and not beyond") {
    for (auto const& [area, last] : areas) {
        CAPTURE(static_cast<int>(area));
        CHECK(legal(read_write(area, 0, 0)));
        CHECK(legal(read_write(area, 0, last)));
        CHECK(legal(read_write(area, last, last)));
        CHECK_FALSE(legal(read_write(area, 0, last + 1)));
        CHECK_FALSE(legal(read_write(area, last + 1, last + 1)));
        CHECK_FALSE(legal(read_write(area, 0, highest)));
        CHECK_FALSE(legal(read_write(area, highest, highest)));
    }
}

TEST_CASE("REQ-POL-06: a request that ends before it starts is not legal") {
    for (auto const& [area, last] : areas) {
        CAPTURE(static_cast<int>(area));
        CHECK_FALSE(legal(read_write(area, 1, 0)));
        CHECK_FALSE(legal(read_write(area, last, last - 1)));
        CHECK_FALSE(legal(read_write(area, highest, 0)));
    }
}

TEST_CASE("REQ-POL-06: a request of no area or of no access is not legal") {
    CHECK_FALSE(legal(read_write(static_cast<Area>(5), 0, 0)));
    CHECK_FALSE(legal(read_write(static_cast<Area>(255), 0, 0)));
    for (auto const& [area, last] : areas)
        CHECK_FALSE(legal({.area = area, .read = false, .write = false, .execute = false, .first = 0, .last = last}));
}

TEST_CASE("REQ-POL-06: each access alone is legal, execution of pages only") {
    for (auto const& [area, last] : areas) {
        CAPTURE(static_cast<int>(area));
        CHECK(legal({.area = area, .read = true, .write = false, .execute = false, .first = 0, .last = last}));
        CHECK(legal({.area = area, .read = false, .write = true, .execute = false, .first = 0, .last = last}));
        CHECK(legal({.area = area, .read = false, .write = false, .execute = true, .first = 0, .last = last}) ==
              (area == Area::Physical));
        CHECK(legal({.area = area, .read = true, .write = true, .execute = true, .first = 0, .last = last}) ==
              (area == Area::Physical));
    }
}

TEST_CASE("REQ-POL-17: areas and accesses never share an atom") {
    // The spans of atoms that each pair of area and access takes, which must not meet.
    std::array<std::pair<uint64_t, uint64_t>, 15> spans;
    std::size_t n = 0;
    for (auto const& [area, last] : areas)
        for (auto const access : {Access::Read, Access::Write, Access::Execute}) {
            CHECK(atom(area, access, last) - atom(area, access, 0) == last);
            CHECK(atom(area, access, last) <= stm::kLastAtom);
            spans[n++] = {atom(area, access, 0), atom(area, access, last)};
        }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j)
            CHECK((spans[i].second < spans[j].first || spans[j].second < spans[i].first));
}

TEST_CASE("REQ-POL-03, REQ-POL-17: a set holds what was added, in the accesses that were named, and no other") {
    for (auto const& [area, last] : areas) {
        CAPTURE(static_cast<int>(area));
        auto set = empty_set();
        Request const writing{.area = area, .read = false, .write = true, .execute = false, .first = 0, .last = last};
        Request const reading{.area = area, .read = true, .write = false, .execute = false, .first = 0, .last = last};
        stm::add(set, writing);
        CHECK(stm::covers(set, writing));
        CHECK_FALSE(stm::meets(set, reading));
        CHECK(stm::meets(set, read_write(area, 0, last)));
        CHECK_FALSE(stm::covers(set, read_write(area, 0, last)));
        for (auto const& [other, end] : areas)
            CHECK(stm::meets(set, read_write(other, 0, end)) == (other == area));
        stm::add(set, reading);
        CHECK(stm::covers(set, read_write(area, 0, last)));
        stm::take(set, writing);
        CHECK(stm::covers(set, reading));
        CHECK_FALSE(stm::meets(set, writing));
    }
}

TEST_CASE("REQ-POL-03: execution of a page is added and taken like reading and writing") {
    auto set = empty_set();
    Request page = read_write(Area::Physical, 5, 9);
    page.execute = true;
    stm::add(set, page);
    for (auto const access : {Access::Read, Access::Write, Access::Execute}) {
        CHECK(set.covers(atom(Area::Physical, access, 5), atom(Area::Physical, access, 9)));
        CHECK_FALSE(set.contains(atom(Area::Physical, access, 4)));
        CHECK_FALSE(set.contains(atom(Area::Physical, access, 10)));
    }
    page.first = page.last = 7;
    page.read = page.write = false;
    stm::take(set, page);
    CHECK_FALSE(set.contains(atom(Area::Physical, Access::Execute, 7)));
    CHECK(set.contains(atom(Area::Physical, Access::Write, 7)));
    CHECK(set.contains(atom(Area::Physical, Access::Execute, 8)));
}
