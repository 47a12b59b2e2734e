// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/mtrrs.hpp"
#include "machine/vmcs/capabilities.hpp"

#include <optional>

// The MSRs that say which memory has which type, and the rules for writing them (SDM vol. 3A 11.11).
namespace redoubt::machine {

namespace mtrr { // SDM vol. 3A 11.11.2
inline constexpr uint64_t uncacheable = 0;
inline constexpr uint64_t write_back = 6;
inline constexpr uint64_t fixed_enable = 1u << 10; // of IA32_MTRR_DEF_TYPE, with
inline constexpr uint64_t enable = 1u << 11;
inline constexpr uint64_t valid = 1u << 11; // of IA32_MTRR_PHYSMASKn
} // namespace mtrr

// Nothing: no such register. Whether the write is allowed is what the second one says otherwise.
[[nodiscard]] std::optional<uint64_t> read_mtrr(Mtrrs const& mtrrs, uint32_t index);
[[nodiscard]] std::optional<bool> write_mtrr(Mtrrs& mtrrs, Capabilities const& capabilities, uint32_t index,
                                             uint64_t value);

} // namespace redoubt::machine
