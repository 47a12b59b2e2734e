// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace redoubt::hostile {

// One step of SplitMix64: every bit of the result depends on every bit of the state.
[[nodiscard]] constexpr uint64_t mixed(uint64_t state) {
    state = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
    state = (state ^ state >> 27) * 0x94d049bb133111eb;
    return state ^ state >> 31;
}

// Choices that can be repeated. It is made anew for each step, and so has to be made in no time.
class Random {
public:
    explicit constexpr Random(uint64_t seed, uint64_t stream = 0) : state_(mixed(mixed(seed) + stream)) {}

    constexpr uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15); }
    constexpr uint64_t below(uint64_t bound) { return next() % bound; } // bound > 0
    constexpr bool chance(unsigned of_a_hundred) { return below(100) < of_a_hundred; }

    template <typename T, std::size_t size>
    constexpr T const& of(std::array<T, size> const& all) {
        return all.at(below(size));
    }

    // Mostly small, sometimes with all bits, sometimes near the end of a power of two.
    constexpr uint64_t number() {
        switch (below(4)) {
        case 0: return below(32);
        case 1: return next();
        case 2: return next() >> below(64);
        default: return (uint64_t{1} << below(64)) - below(2);
        }
    }

private:
    uint64_t state_;
};

} // namespace redoubt::hostile
