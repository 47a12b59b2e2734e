// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace redoubt::test {

// Reproducible choices: the same seed makes the same sequence on every machine (the standard's distributions
// would not).
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    // 0 <= result < bound
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

private:
    std::mt19937_64 engine_;
};

// What a random test starts from: its own fixed seed, or the REDOUBT_SEED of the environment, to try others or repeat a
// failure.
inline std::uint64_t seed_or(std::uint64_t fixed) {
    auto const* const text = std::getenv("REDOUBT_SEED");
    return text != nullptr ? std::strtoull(text, nullptr, 0) : fixed;
}

} // namespace redoubt::test
