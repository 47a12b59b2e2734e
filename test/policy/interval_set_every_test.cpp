// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"
#include "test/policy/cell_set.hpp"
#include "test/policy/cells.hpp"
#include "test/policy/compare.hpp"
#include "test/policy/random.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace redoubt::test;
using stm::IntervalSet;
using stm::kIntervalCapacity;

namespace {

constexpr std::size_t cell_count = 9;

struct Pair {
    IntervalSet set;
    CellSet oracle{cell_count};

    [[nodiscard]] bool change(Cells const& cells, std::size_t first, std::size_t last, bool in) {
        auto const from = cells.first(first);
        auto const to = cells.last(last);
        auto const done = oracle.assign(first, last, in, kIntervalCapacity);
        return (in ? set.insert(from, to) : set.remove(from, to)) == done;
    }
};

// The set whose cells are the bits of `members`.
Pair pair_of(Cells const& cells, unsigned members) {
    Pair pair;
    pair.set.clear();
    for (std::size_t cell = 0; cell < cell_count; ++cell)
        if ((members >> cell & 1) != 0) REQUIRE(pair.change(cells, cell, cell, true));
    return pair;
}

// Every change of a set, each followed by every question.
std::size_t wrong_changes(Cells const& cells, Pair const& before) {
    std::size_t wrong = 0;
    for (std::size_t first = 0; first < cell_count; ++first)
        for (auto last = first; last < cell_count; ++last)
            for (auto const in : {false, true}) {
                auto pair = before;
                if (!pair.change(cells, first, last, in)) ++wrong;
                if (!ranges_differ(pair.set, pair.oracle, cells).empty()) ++wrong;
                if (!members_differ(pair.set, pair.oracle, cells).empty()) ++wrong;
            }
    return wrong;
}

void check_every_change(Cells const& cells) {
    for (unsigned members = 0; members < 1U << cell_count; ++members) {
        CAPTURE(members);
        REQUIRE(wrong_changes(cells, pair_of(cells, members)) == 0);
    }
}

} // namespace

TEST_CASE("REQ-POL-03, REQ-POL-11: every insertion and removal among the nine lowest atoms is union or difference") {
    check_every_change(Cells::bottom(cell_count));
}

TEST_CASE("REQ-POL-03, REQ-POL-06, REQ-POL-11: every insertion and removal among the nine highest atoms is union or "
          "difference") {
    check_every_change(Cells::top(cell_count));
}

TEST_CASE("REQ-POL-03, REQ-POL-06, REQ-POL-11: every insertion and removal among nine parts of all atoms is union or "
          "difference") {
    Random random(5);
    check_every_change(Cells::scattered(cell_count, random));
}
