// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/word.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace redoubt::tsl {
namespace {

std::int64_t plus(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (__builtin_add_overflow(a, b, &result)) throw std::overflow_error("a sum beyond 64 bits");
    return result;
}

std::int64_t minus(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (__builtin_sub_overflow(a, b, &result)) throw std::overflow_error("a difference beyond 64 bits");
    return result;
}

// a + b or a - b, as wide as its bounds need. Modulo that width it is exact whatever the operands' widths, and between
// the bounds modulo changes nothing.
Word added(Graph& graph, Word const& a, Word const& b, bool negate, std::int64_t low, std::int64_t high) {
    Word result{{}, low, high};
    auto carry = negate ? kTrue : kFalse;
    for (std::size_t i = 0; i < width(low, high); ++i) {
        auto const x = a.bit(i);
        auto const y = negate ? !b.bit(i) : b.bit(i);
        auto const half = !graph.same(x, y);
        result.bits.push_back(!graph.same(half, carry));
        carry = graph.choice(half, carry, x);
    }
    return result;
}

} // namespace

std::size_t width(std::int64_t low, std::int64_t high) {
    std::size_t bits = 1; // the sign
    for (; low < -1 || high > 0; low >>= 1, high >>= 1)
        ++bits;
    return bits;
}

Word constant(std::int64_t value) {
    Word word{{}, value, value};
    for (std::size_t i = 0; i < width(value, value); ++i)
        word.bits.push_back((value >> i & 1) != 0 ? kTrue : kFalse);
    return word;
}

Word truth_word(Wire wire) {
    if (wire == kTrue || wire == kFalse) return constant(wire == kTrue ? 1 : 0);
    return natural({wire}, 1);
}

Word natural(std::vector<Wire> bits, std::int64_t high) {
    bits.push_back(kFalse);
    return {std::move(bits), 0, high};
}

Word sum(Graph& graph, Word const& a, Word const& b) {
    return added(graph, a, b, false, plus(a.low, b.low), plus(a.high, b.high));
}

Word difference(Graph& graph, Word const& a, Word const& b) {
    return added(graph, a, b, true, minus(a.low, b.high), minus(a.high, b.low));
}

Word choice(Graph& graph, Wire condition, Word const& a, Word const& b) {
    if (condition == kTrue) return a;
    if (condition == kFalse) return b;
    Word result{{}, std::min(a.low, b.low), std::max(a.high, b.high)};
    for (std::size_t i = 0; i < width(result.low, result.high); ++i)
        result.bits.push_back(graph.choice(condition, a.bit(i), b.bit(i)));
    return result;
}

Wire equal(Graph& graph, Word const& a, Word const& b) {
    auto all = kTrue;
    for (std::size_t i = 0; i < std::max(a.bits.size(), b.bits.size()); ++i)
        all = graph.both(all, graph.same(a.bit(i), b.bit(i)));
    return all;
}

Wire less_or_equal(Graph& graph, Word const& a, Word const& b) {
    if (a.high <= b.low) return kTrue;
    if (a.low > b.high) return kFalse;
    return !difference(graph, b, a).bits.back();
}

} // namespace redoubt::tsl
