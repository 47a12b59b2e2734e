// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Instructions about the processor itself (SDM vol. 2).
namespace stm::arch {

struct CpuidResult {
    uint32_t eax;
    uint32_t ebx;
    uint32_t ecx;
    uint32_t edx;
};
static_assert(sizeof(CpuidResult) == 16);

//@ assigns \nothing;
[[nodiscard]] CpuidResult cpuid(uint32_t leaf, uint32_t subleaf);

// In a loop that waits for another processor.
//@ assigns \nothing;
void pause();

// Until the next event that is not blocked.
//@ assigns \nothing;
void halt();

//@ assigns \nothing;
void disable_interrupts();

// Caches are written back and emptied.
//@ assigns \nothing;
void write_back_and_invalidate();

} // namespace stm::arch
