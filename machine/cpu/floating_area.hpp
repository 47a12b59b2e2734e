// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/execute.hpp"

// Memory areas that x87 and SSE state is saved in (SDM vol. 1, 10.5.1 and 13.4).
namespace redoubt::machine {

struct FloatingArea {
    uint64_t linear;
    bool wide;        // pointers of 64 bits instead of 32 and a selector
    unsigned xmm_end; // XMM8 and on only in 64-bit mode
};

[[nodiscard]] FloatingArea floating_area(Interpreter& cpu, Operation const* op, bool wide);

// The state's parts, each alone. Before, the area is known to be writable.
void store_x87(Interpreter& cpu, Operation const* op, FloatingArea const& area);
void store_mxcsr(Interpreter& cpu, Operation const* op, FloatingArea const& area);
void store_xmm(Interpreter& cpu, Operation const* op, FloatingArea const& area);

// What the area holds, with the state's layout.
[[nodiscard]] Floating load_area(Interpreter& cpu, Operation const* op, FloatingArea const& area);

void restore_x87(Interpreter& cpu, Floating const& from);
void restore_mxcsr(Interpreter& cpu, uint32_t value);
void restore_xmm(Interpreter& cpu, Floating const& from, FloatingArea const& area);

void initialize_control(Interpreter& cpu); // as FNINIT does: the stack's registers are empty, and stay
void reset_x87(Interpreter& cpu);          // SDM vol. 1, 13.6: the initial configuration
void reset_xmm(Interpreter& cpu, FloatingArea const& area);

} // namespace redoubt::machine
