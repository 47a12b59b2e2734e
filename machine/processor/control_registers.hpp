// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

// Control registers: what may be written, and what a write brings about (SDM vol. 3A 2.5, 4.1, 4.10.4; vol. 2, MOV).
namespace redoubt::machine {

// What software reads and owns in VMX non-root operation (SDM vol. 3C 25.3). Elsewhere all bits are its own.
struct ShadowedRegister {
    uint64_t mask;   // bits of the host
    uint64_t shadow; // what the guest reads for them

    [[nodiscard]] uint64_t seen(uint64_t actual) const { return (shadow & mask) | (actual & ~mask); }
    [[nodiscard]] uint64_t merged(uint64_t actual, uint64_t written) const {
        return (actual & mask) | (written & ~mask);
    }
    [[nodiscard]] bool intercepts(uint64_t written) const { return ((written ^ shadow) & mask) != 0; }
};
[[nodiscard]] ShadowedRegister shadowed_cr0(Core const& core);
[[nodiscard]] ShadowedRegister shadowed_cr4(Core const& core);

// Throw #GP(0) with nothing changed.
void write_cr0(Core& core, uint64_t value);
void write_cr3(Core& core, uint64_t value);
void write_cr4(Core& core, uint64_t value);
void write_cr8(Core& core, uint64_t value);

} // namespace redoubt::machine
