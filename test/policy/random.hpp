// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/support/random.hpp"

#include <cstdint>
#include <cstdlib>

namespace redoubt::test {

using support::Random;

// What a random test starts from: its own fixed seed, or the REDOUBT_SEED of the environment, to try others or repeat a
// failure.
inline std::uint64_t seed_or(std::uint64_t fixed) {
    auto const* const text = std::getenv("REDOUBT_SEED");
    return text != nullptr ? std::strtoull(text, nullptr, 0) : fixed;
}

} // namespace redoubt::test
