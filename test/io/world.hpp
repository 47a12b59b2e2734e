// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "test/policy/random.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace redoubt::test {

inline constexpr stm::Layout layout{.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7f7ff};

// A policy, and beside it a note on each range that was granted in it, as it was asked for.
class World {
public:
    World() { start(); }

    void start(); // nothing is granted

    // False: refused, and nothing is noted.
    bool claim(stm::Area area, bool read, bool write, std::uint64_t first, std::uint64_t last);
    bool protect(stm::Area area, bool read, bool write, std::uint64_t first, std::uint64_t last);

    [[nodiscard]] bool claimed(stm::Area area, bool write, std::uint64_t x) const;
    [[nodiscard]] bool is_protected(stm::Area area, bool write, std::uint64_t x) const;

    std::unique_ptr<stm::Policy> policy = std::make_unique<stm::Policy>();

private:
    std::vector<stm::Request> claims_;
    std::vector<stm::Request> protections_;
};

// Ports: many short ranges, some where it matters.
void grant_ports(World& world, Random& random);

} // namespace redoubt::test
