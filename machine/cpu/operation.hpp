// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace redoubt::machine {

class Interpreter;
struct Operation;

// Runs one operation and goes on with the next, which stands behind it; the last of a block returns.
using Execute = void (*)(Interpreter&, Operation const*);

// Where a register begins in the register file, in bytes. AH to BH begin one byte into their registers.
using RegisterAt = uint8_t;

namespace at {
inline constexpr RegisterAt rax = 0;
inline constexpr RegisterAt rcx = 1 * 8;
inline constexpr RegisterAt rdx = 2 * 8;
inline constexpr RegisterAt rbx = 3 * 8;
inline constexpr RegisterAt rsp = 4 * 8;
inline constexpr RegisterAt rbp = 5 * 8;
inline constexpr RegisterAt rsi = 6 * 8;
inline constexpr RegisterAt rdi = 7 * 8;
inline constexpr RegisterAt none = 16 * 8;  // always 0
inline constexpr RegisterAt block = 17 * 8; // linear address of the running block: what RIP-relative operands add to
inline constexpr unsigned words = 18;
} // namespace at

enum class SegmentIndex : uint8_t { Es, Cs, Ss, Ds, Fs, Gs, Flat };

// A decoded instruction, ready to run. What an operand needs at run time, and nothing else.
struct Operation {
    Execute execute;
    uint64_t immediate;   // sign-extended; of a jump: its target, relative to the block
    int64_t displacement; // of the memory operand
    RegisterAt to;
    RegisterAt from;
    RegisterAt base;
    RegisterAt index;
    uint8_t shift; // of the index
    SegmentIndex segment;
    bool address_32; // the address is cut to 32 bits
    uint8_t length;  // of the instruction
    uint16_t start;  // its distance from the block's first, in bytes
};

static_assert(sizeof(Operation) == 40);

} // namespace redoubt::machine
