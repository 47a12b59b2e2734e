// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/bare/faults.hpp"
#include "machine/guests/bare/identity_map.hpp"
#include "machine/guests/image_header.hpp"

namespace redoubt::machine::guest {

// All processors use the same: nothing here changes but accessed flags.
struct HandlerTables {
    IdentityMap map;
    InterruptTable interrupts;
    uint64_t gdt[10];
    Tss tss;
    uint64_t flat_gdt[5];
};
static_assert(__builtin_offsetof(HandlerTables, map) == 0 && HandlerHeader::kTr / 8 + 2 == 10 &&
              HandlerHeader::kFlatTr / 8 + 1 == 5);

extern "C" HandlerTables handler_tables;
extern "C" TableRegister const handler_gdtr;
extern "C" TableRegister const handler_idtr;

} // namespace redoubt::machine::guest
