// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace redoubt::machine::guest {

// The last exception that a guest had, and how many there were.
struct FaultReport {
    uint64_t count;
    uint64_t vector;
    uint64_t error_code;
    uint64_t rip;
    uint64_t cr2;
};
static_assert(sizeof(FaultReport) == 40);

} // namespace redoubt::machine::guest
