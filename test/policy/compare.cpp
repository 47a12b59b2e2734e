// SPDX-License-Identifier: Apache-2.0
#include "test/policy/compare.hpp"

#include <cstdint>
#include <limits>

namespace redoubt::test {
namespace {

constexpr auto beyond = stm::kLastAtom + 1; // may be asked for, never in a set
constexpr auto highest = std::numeric_limits<std::uint64_t>::max();

std::string differs(char const* question, std::uint64_t first, std::uint64_t last, bool expected) {
    return std::string(question) + " " + std::to_string(first) + ".." + std::to_string(last) + " should be " +
           (expected ? "true" : "false");
}

} // namespace

std::string range_differs(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells, std::size_t first,
                          std::size_t last) {
    auto const from = cells.first(first);
    auto const to = cells.last(last);
    auto const any = oracle.any(first, last);
    auto const all = oracle.all(first, last);
    if (set.intersects(from, to) != any) return differs("intersects", from, to, any);
    if (set.covers(from, to) != all) return differs("covers", from, to, all);
    if (set.contains(from) != oracle.contains(first)) return differs("contains", from, from, !set.contains(from));
    if (set.contains(to) != oracle.contains(last)) return differs("contains", to, to, !set.contains(to));
    return {};
}

std::string members_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells) {
    std::size_t runs = 0;
    for (std::size_t first = 0; first < oracle.cells();) {
        auto const in = oracle.contains(first);
        auto last = first;
        while (last + 1 < oracle.cells() && oracle.contains(last + 1) == in)
            ++last;
        auto const from = cells.first(first);
        auto const to = cells.last(last);
        if (in && !set.covers(from, to)) return differs("covers", from, to, true);
        if (!in && set.intersects(from, to)) return differs("intersects", from, to, false);
        runs += in ? 1 : 0;
        first = last + 1;
    }
    if (set.intersects(beyond, highest)) return differs("intersects", beyond, highest, false);
    if (runs != oracle.runs()) return "the oracle has lost count of its runs";
    return {};
}

std::string cells_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells) {
    for (std::size_t cell = 0; cell < oracle.cells(); ++cell)
        if (auto text = range_differs(set, oracle, cells, cell, cell); !text.empty()) return text;
    for (auto const atom : {beyond, highest})
        if (set.contains(atom)) return differs("contains", atom, atom, false);
    return {};
}

std::string ranges_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells) {
    for (std::size_t first = 0; first < oracle.cells(); ++first)
        for (auto last = first; last < oracle.cells(); ++last)
            if (auto text = range_differs(set, oracle, cells, first, last); !text.empty()) return text;
    return {};
}

} // namespace redoubt::test
