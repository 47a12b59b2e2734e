// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::conformance {

// Reproducible choices (SplitMix64): the same seed makes the same sequence on every machine, and starts at once.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        auto mixed = (state_ ^ state_ >> 30U) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ mixed >> 27U) * 0x94d049bb133111eb;
        return mixed ^ mixed >> 31U;
    }

    // 0 <= result < bound
    std::size_t below(std::size_t bound) { return next() % bound; }
    std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
    bool one_in(std::size_t n) { return below(n) == 0; }

    template <class T>
    T const& of(std::vector<T> const& all) {
        return all[below(all.size())];
    }

private:
    std::uint64_t state_;
};

} // namespace redoubt::conformance
