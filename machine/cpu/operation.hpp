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
inline constexpr RegisterAt none = 16 * 8;    // always 0
inline constexpr RegisterAt block = 17 * 8;   // RIP at the running block: what relative operands add to
inline constexpr RegisterAt operand = 18 * 8; // linear address of the memory operand, outside 64-bit mode
inline constexpr unsigned words = 19;
} // namespace at

// The last two are none, with base 0; FlatStack: a stack fault says that an address is not canonical (SDM vol. 3A 6.15).
enum class SegmentIndex : uint8_t { Es, Cs, Ss, Ds, Fs, Gs, Ldtr, Tr, Flat, FlatStack };
inline constexpr unsigned kSegments = 8;

enum class AddressSize : uint8_t { Bits16, Bits32, Bits64 };

[[nodiscard]] constexpr uint64_t cut(AddressSize size, uint64_t address) {
    switch (size) {
    case AddressSize::Bits16: return static_cast<uint16_t>(address);
    case AddressSize::Bits32: return static_cast<uint32_t>(address);
    case AddressSize::Bits64: break;
    }
    return address;
}

// A decoded instruction, ready to run. What an operand needs at run time, and nothing else.
struct Operation {
    Execute execute;
    uint64_t immediate;   // sign-extended; of a jump: its target, relative to the block; or where a third register is
    int64_t displacement; // of the memory operand
    RegisterAt to;        // of an XMM register: its distance from XMM0
    RegisterAt from;
    RegisterAt base;
    RegisterAt index;
    uint8_t shift; // of the index
    SegmentIndex segment;
    AddressSize address_size;
    uint8_t length; // of the instruction
    uint16_t start; // its distance from the block's first, in bytes
};

static_assert(sizeof(Operation) == 40);

} // namespace redoubt::machine
