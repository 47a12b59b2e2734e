// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"
#include "machine/vmcs/capabilities.hpp"
#include "spec/abi/msr_bits.h"

#include <cstdint>

// Values that registers may hold, as VM entries check what they load and WRMSR what it writes.
namespace redoubt::machine {

[[nodiscard]] constexpr bool fits_32_bits(uint64_t value) {
    return value >> 32 == 0;
}

// SDM vol. 3C 23.8
[[nodiscard]] inline bool allowed_cr4(uint64_t value, Capabilities const& capabilities) {
    return (value & capabilities.cr4_fixed0()) == capabilities.cr4_fixed0() &&
           (value & ~capabilities.cr4_fixed1()) == 0;
}
// `free`: bits that are not held at 1; those of an unrestricted guest.
[[nodiscard]] inline bool allowed_cr0(uint64_t value, Capabilities const& capabilities, uint64_t free = 0) {
    auto const fixed0 = capabilities.cr0_fixed0() & ~free;
    return (value & fixed0) == fixed0 && (value & ~capabilities.cr0_fixed1()) == 0;
}

namespace debugctl { // SDM vol. 3B 17.4.1
inline constexpr uint64_t lbr = 1u << 0;
inline constexpr uint64_t btf = 1u << 1;
inline constexpr uint64_t defined = lbr | btf; // by this processor, which has no debug store and no freezing
} // namespace debugctl

// IA32_PERF_GLOBAL_CTRL: four general and three fixed counters (SDM vol. 3B 18.2.2).
inline constexpr uint64_t kPerfGlobalCtrlDefined = 0x0000'0007'0000'000f;

inline constexpr uint64_t kEferDefined =
    stm::abi::efer::kSce | stm::abi::efer::kLme | stm::abi::efer::kLma | stm::abi::efer::kNxe;

// Of a range of memory, by an MTRR (SDM vol. 3A table 11-8).
[[nodiscard]] constexpr bool valid_memory_type(uint64_t type) {
    return type <= 1 || (type >= 4 && type <= 6);
}

// SDM vol. 3A 11.12.2: eight memory types, a byte each.
[[nodiscard]] constexpr bool valid_pat(uint64_t pat) {
    constexpr uint64_t uncached_minus = 7;
    for (unsigned entry = 0; entry < 8; ++entry) {
        auto const type = pat >> (8 * entry) & 0xff;
        if (!valid_memory_type(type) && type != uncached_minus) return false;
    }
    return true;
}

} // namespace redoubt::machine
