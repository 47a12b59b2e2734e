// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"
#include "machine/cpu/fault.hpp"
#include "machine/cpu/state.hpp"
#include "machine/mmu/tlb.hpp"

namespace redoubt::machine {

// Whose access it is: implicit ones are those to descriptor tables and to the TSS (SDM vol. 3A 4.6).
enum class Privilege : uint8_t { User, Supervisor, ImplicitSupervisor };

struct LinearAccess {
    Access kind;
    Privilege privilege;
};

// Whether the paging structures permit it, with what control registers and RFLAGS.AC say of their rights
// (SDM vol. 3A 4.6.1).
[[nodiscard]] bool permits(State const& state, TlbEntry const& page, LinearAccess const& access);

namespace page_fault_code { // SDM vol. 3A 4.7
inline constexpr uint32_t present = 1u << 0;
inline constexpr uint32_t write = 1u << 1;
inline constexpr uint32_t user = 1u << 2;
inline constexpr uint32_t reserved_bit = 1u << 3;
inline constexpr uint32_t instruction_fetch = 1u << 4;
} // namespace page_fault_code

// The cause: `present` and `reserved_bit` of the error code; the access gives the rest.
[[nodiscard]] Fault page_fault(State const& state, uint64_t linear, LinearAccess const& access, uint32_t cause);

} // namespace redoubt::machine
