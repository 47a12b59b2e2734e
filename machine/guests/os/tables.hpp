// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/bare/faults.hpp"
#include "machine/guests/bare/identity_map.hpp"
#include "machine/guests/image_header.hpp"

namespace redoubt::machine::guest {

inline constexpr uint32_t kFirstTss = OsHeader::kTr / 8; // in the GDT, two entries each

struct OsTables {
    IdentityMap map;
    IdentityMap ept;
    InterruptTable interrupts;
    uint64_t gdt[kFirstTss + 2 * kMaxProcessors];
    Tss tss[kMaxProcessors];
};
static_assert(__builtin_offsetof(OsTables, map) == 0 && __builtin_offsetof(OsTables, ept) == 0x6000);

extern "C" OsTables os_tables;
extern "C" TableRegister const os_gdtr;
extern "C" TableRegister const os_idtr;

} // namespace redoubt::machine::guest
