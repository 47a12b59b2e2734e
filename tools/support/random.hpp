// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace redoubt::support {

// Reproducible choices: the same seed makes the same sequence on every machine (the standard's distributions
// would not).
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t next() { return engine_(); }

    // 0 <= result < bound
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    template <class T>
    T const& of(std::vector<T> const& all) {
        return all[below(all.size())];
    }

private:
    std::mt19937_64 engine_;
};

} // namespace redoubt::support
