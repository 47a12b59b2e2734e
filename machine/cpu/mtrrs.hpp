// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace redoubt::machine {

// Memory-type range registers (SDM vol. 3A 11.11.2). There are no caches here: they hold what was written, no more.
struct Mtrrs {
    static constexpr unsigned fixed_registers = 11;
    static constexpr unsigned variable_ranges = 10;

    uint64_t def_type = 0;
    std::array<uint64_t, fixed_registers> fixed = {};        // in the order of their indices
    std::array<uint64_t, 2 * variable_ranges> variable = {}; // base and mask in turn
    bool operator==(Mtrrs const&) const = default;
};

} // namespace redoubt::machine
