// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"
#include "test/policy/cell_set.hpp"
#include "test/policy/cells.hpp"
#include "test/policy/compare.hpp"
#include "test/policy/random.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <sstream>
#include <string>

using namespace redoubt::test;
using stm::IntervalSet;
using stm::kIntervalCapacity;

namespace {

constexpr std::size_t steps = 1'000'000;

// What a walk has met: a walk that never met a full set has not tested one.
struct Met {
    std::size_t insert_refused = 0;
    std::size_t remove_refused = 0;
    std::size_t insert_into_full = 0;
    std::size_t remove_from_full = 0;
    std::size_t empty = 0;
};

// Random steps of a set and its oracle, side by side.
class Walk {
public:
    Walk(std::uint64_t seed, Cells cells, Random random)
        : seed_(seed), cells_(std::move(cells)), random_(random), oracle_(cells_.count()) {
        set_.clear();
    }

    // `longest` is the length, in cells, of an ordinary step; every `rare` steps there is one of any length.
    void step(std::size_t longest, std::size_t rare) {
        ++step_;
        auto const any_length = random_.one_in(rare);
        if (any_length && random_.one_in(4)) return clear();
        auto const first = random_.below(cells_.count());
        auto const length = random_.between(1, any_length ? cells_.count() : longest);
        auto const last = std::min(first + length, cells_.count()) - 1;
        change(first, last, random_.one_in(2));
        check(range_differs(set_, oracle_, cells_, first, last));
        check(range_differs(set_, oracle_, cells_, first == 0 ? 0 : first - 1, std::min(last + 1, cells_.count() - 1)));
        check_anywhere();
    }

    void check_members() { check(members_differ(set_, oracle_, cells_)); }
    void check_cells() { check(cells_differ(set_, oracle_, cells_)); }
    void check_ranges() { check(ranges_differ(set_, oracle_, cells_)); }

    [[nodiscard]] Met const& met() const { return met_; }

private:
    void clear() {
        what_ = "clear";
        set_.clear();
        oracle_.clear();
        check_members();
    }

    void change(std::size_t first, std::size_t last, bool in) {
        auto const from = cells_.first(first);
        auto const to = cells_.last(last);
        what_ = (in ? "insert " : "remove ") + std::to_string(from) + ".." + std::to_string(to);
        auto const full = oracle_.runs() == kIntervalCapacity;
        auto const done = oracle_.assign(first, last, in, kIntervalCapacity);
        if ((in ? set_.insert(from, to) : set_.remove(from, to)) != done)
            check(done ? "refused, though there is room" : "not refused, though there is no room");
        note(in, done, full);
        if (!done && random_.one_in(64)) check_members(); // that nothing changed is also what every other check sees
    }

    void note(bool in, bool done, bool full) {
        if (!done)
            ++(in ? met_.insert_refused : met_.remove_refused);
        else if (full)
            ++(in ? met_.insert_into_full : met_.remove_from_full);
        if (oracle_.runs() == 0) ++met_.empty;
    }

    void check_anywhere() {
        auto const first = random_.below(cells_.count());
        auto const last = std::min(first + random_.below(8), cells_.count() - 1);
        check(range_differs(set_, oracle_, cells_, first, last));
        auto const cell = random_.below(cells_.count());
        auto const atom = random_.between(cells_.first(cell), cells_.last(cell));
        if (set_.contains(atom) != oracle_.contains(cell)) check("contains " + std::to_string(atom) + " is wrong");
    }

    // An assertion of doctest's costs more than a step.
    void check(std::string const& difference) const {
        if (difference.empty()) return;
        std::ostringstream text;
        text << "REDOUBT_SEED=" << seed_ << ", step " << step_ << ", " << what_ << ", with " << oracle_.runs()
             << " runs: " << difference;
        FAIL(text.str());
    }

    std::uint64_t seed_;
    Cells cells_;
    Random random_;
    CellSet oracle_;
    IntervalSet set_;
    Met met_;
    std::size_t step_ = 0;
    std::string what_;
};

// With steps of up to three cells each cell differs from its neighbour one time in three, so eight cells for each
// interval of the capacity press about a third more runs into the set than it holds: it is full most of the time.
constexpr std::size_t crowd = 8 * std::size_t{kIntervalCapacity};

void walk_when_full(std::uint64_t seed, Cells cells, Random random) {
    CAPTURE(seed);
    Walk walk(seed, std::move(cells), random);
    for (std::size_t i = 0; i < steps; ++i) {
        walk.step(3, crowd);
        if (i % crowd == 0) walk.check_members();
        if (i % (8 * crowd) == 0) walk.check_cells();
    }
    walk.check_members();
    walk.check_cells();
    CHECK(walk.met().insert_refused > steps / 100);
    CHECK(walk.met().remove_refused > steps / 100);
    CHECK(walk.met().insert_into_full > steps / 100);
    CHECK(walk.met().remove_from_full > steps / 100);
}

} // namespace

TEST_CASE("REQ-POL-11, REQ-POL-17: among a few atoms, every lookup is exact after any insertions and removals") {
    auto const seed = seed_or(1);
    CAPTURE(seed);
    Random random(seed);
    for (std::size_t universe = 0; universe < 100; ++universe) {
        auto cells = Cells::scattered(random.between(4, 16), random);
        Walk walk(seed, std::move(cells), random);
        for (std::size_t i = 0; i < steps / 100; ++i) {
            walk.step(6, 20);
            if (i % 8 == 0) walk.check_ranges();
        }
        walk.check_cells();
        CHECK(walk.met().empty > 0);
        random = Random(random.below(~std::uint64_t{0}));
    }
}

TEST_CASE("REQ-POL-05, REQ-POL-08: a full set of low atoms refuses what has no room, only that, and is unchanged") {
    auto const seed = seed_or(2);
    walk_when_full(seed, Cells::bottom(crowd), Random(seed));
}

TEST_CASE("REQ-POL-05, REQ-POL-06, REQ-POL-08: a full set of the highest atoms refuses what has no room, only that, "
          "and is unchanged") {
    auto const seed = seed_or(3);
    walk_when_full(seed, Cells::top(crowd), Random(seed));
}

TEST_CASE("REQ-POL-05, REQ-POL-06, REQ-POL-08: a full set of intervals of any size refuses what has no room, only "
          "that, and is unchanged") {
    auto const seed = seed_or(4);
    Random random(seed);
    auto cells = Cells::scattered(crowd, random);
    walk_when_full(seed, std::move(cells), random);
}
