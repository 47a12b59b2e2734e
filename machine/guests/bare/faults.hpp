// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/bare/descriptors.hpp"
#include "machine/guests/placement.hpp"

#include <stdint.h>

// Exceptions and interrupts: each vector has a stub at a fixed place in the image, so that the IDT is a constant.
namespace redoubt::machine::guest {

inline constexpr unsigned kVectors = 64;
inline constexpr uint64_t kFaultStubStride = 16;

inline constexpr unsigned kNmi = 2;
inline constexpr unsigned kDoubleFault = 8;
inline constexpr unsigned kFirstInterrupt = 32;

struct InterruptTable {
    WideDescriptor gate[kVectors];
};

[[nodiscard]] constexpr InterruptTable interrupt_table(uint64_t image_base, uint16_t selector) {
    InterruptTable table{};
    for (unsigned vector = 0; vector < kVectors; ++vector)
        table.gate[vector] = gate(image_base + kFaultStubs + vector * kFaultStubStride, selector, 0);
    return table;
}

// The stack as the stubs leave it.
struct FaultFrame {
    uint64_t general[15];
    uint64_t vector;
    uint64_t error_code; // 0, if the vector has none
    uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(sizeof(FaultFrame) == 22 * 8 && __builtin_offsetof(FaultFrame, vector) == 15 * 8);

// Each image has its own; what was interrupted goes on when it returns.
extern "C" void handle_fault(FaultFrame const& frame);

} // namespace redoubt::machine::guest
