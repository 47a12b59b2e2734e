// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/graph.hpp"

#include <cstdint>
#include <vector>

// Integers as wires. Each word knows between which bounds it is, and is as wide as these need, so that sums and
// differences are those of the integers: nothing wraps.
namespace redoubt::tsl {

struct Word {
    std::vector<Wire> bits; // two's complement, the lowest first
    std::int64_t low;
    std::int64_t high;

    // Above the word its sign goes on.
    [[nodiscard]] Wire bit(std::size_t i) const { return i < bits.size() ? bits[i] : bits.back(); }
};

// How many bits of two's complement the bounds need.
[[nodiscard]] std::size_t width(std::int64_t low, std::int64_t high);

[[nodiscard]] Word constant(std::int64_t value);
[[nodiscard]] Word truth_word(Wire wire);                              // 0 or 1
[[nodiscard]] Word natural(std::vector<Wire> bits, std::int64_t high); // promised not to be above

// Throw std::overflow_error if bounds are beyond 64 bits.
[[nodiscard]] Word sum(Graph& graph, Word const& a, Word const& b);
[[nodiscard]] Word difference(Graph& graph, Word const& a, Word const& b);

[[nodiscard]] Word choice(Graph& graph, Wire condition, Word const& a, Word const& b);
[[nodiscard]] Wire equal(Graph& graph, Word const& a, Word const& b);
[[nodiscard]] Wire less_or_equal(Graph& graph, Word const& a, Word const& b);

} // namespace redoubt::tsl
