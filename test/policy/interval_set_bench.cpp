// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"
#include "test/bench/bench.hpp"
#include "test/policy/random.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using redoubt::bench::Body;
using redoubt::bench::keep;
using redoubt::test::Random;
using stm::IntervalSet;
using stm::kIntervalCapacity;

namespace {

constexpr std::size_t operations = 1000;
constexpr std::uint64_t stride = 16;
constexpr std::uint64_t width = 8; // of an interval, and of a gap
constexpr std::uint64_t end = kIntervalCapacity * stride;

// Intervals 0..7, 16..23, 32..39 …, the first `count` of them.
std::shared_ptr<IntervalSet> set_of(std::size_t count) {
    auto set = std::make_shared<IntervalSet>();
    set->clear();
    for (std::uint64_t start = 0; start < count * stride; start += stride)
        keep(set->insert(start, start + width - 1));
    return set;
}

struct Holding {
    char const* name;
    std::size_t intervals;
};

constexpr Holding holdings[] = {{"empty", 0}, {"full", kIntervalCapacity}};

using Lookup = bool (*)(IntervalSet const&, std::uint64_t);

// The same random atoms for every set, so that rows compare.
void add_lookup(std::string const& name, Lookup lookup) {
    for (auto const& holding : holdings)
        redoubt::bench::add(name + ", " + holding.name + " set", operations, [=]() -> Body {
            std::vector<std::uint64_t> atoms(operations);
            Random random(1);
            for (auto& atom : atoms)
                atom = random.below(end);
            return [set = set_of(holding.intervals), atoms, lookup] {
                for (auto const atom : atoms)
                    keep(lookup(*set, atom));
            };
        });
}

void add_change(std::string const& name, std::size_t intervals, std::uint64_t start) {
    redoubt::bench::add("remove and insert an interval, " + name, operations, [=]() -> Body {
        return [set = set_of(intervals), start] {
            for (std::size_t i = 0; i < operations; ++i) {
                keep(set->remove(start, start + width - 1));
                keep(set->insert(start, start + width - 1));
            }
        };
    });
}

void add_changes() {
    add_change("nearly empty set", 1, 0);
    add_change("full set, at its bottom", kIntervalCapacity, 0);
    add_change("full set, in its middle", kIntervalCapacity, end / stride / 2 * stride);
    add_change("full set, at its top", kIntervalCapacity, end - stride);
}

void add_refusals() {
    redoubt::bench::add("insert refused, full set", operations, []() -> Body {
        return [set = set_of(kIntervalCapacity)] {
            for (std::size_t i = 0; i < operations; ++i)
                keep(set->insert(end / 2 + width + 2, end / 2 + width + 2));
        };
    });
    redoubt::bench::add("remove refused, full set", operations, []() -> Body {
        return [set = set_of(kIntervalCapacity)] {
            for (std::size_t i = 0; i < operations; ++i)
                keep(set->remove(end / 2 + 2, end / 2 + 2));
        };
    });
}

} // namespace

void redoubt::bench::benchmarks() {
    add_lookup("contains", [](IntervalSet const& set, std::uint64_t atom) { return set.contains(atom); });
    add_lookup("intersects, 4 atoms",
               [](IntervalSet const& set, std::uint64_t atom) { return set.intersects(atom, atom + 3); });
    add_lookup("covers, 4 atoms",
               [](IntervalSet const& set, std::uint64_t atom) { return set.covers(atom, atom + 3); });
    add_changes();
    add_refusals();
}
