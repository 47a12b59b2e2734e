// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

namespace redoubt::machine {

// EAX, EBX, ECX and EDX, as CPUID gives them (SDM vol. 2, CPUID).
struct CpuidRegisters {
    uint32_t eax = 0;
    uint32_t ebx = 0;
    uint32_t ecx = 0;
    uint32_t edx = 0;
    bool operator==(CpuidRegisters const&) const = default;
};

[[nodiscard]] CpuidRegisters cpuid(Core const& core, uint32_t leaf, uint32_t subleaf);

} // namespace redoubt::machine
