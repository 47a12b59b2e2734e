// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"
#include "machine/processor/instruction.hpp"

namespace redoubt::machine {

// The offset of a memory operand in its segment.
[[nodiscard]] uint64_t effective_address(Core const& core, SystemInstruction const& instruction, unsigned operand);

// The linear address of an access to a segment. Throws #GP(0), or #SS(0) for the stack segment, when limit, rights or
// canonicality forbid it.
[[nodiscard]] uint64_t linear_address(Core const& core, SegmentIndex segment, uint64_t offset, unsigned size,
                                      Access access);

// The linear address of a memory operand, of which `size` bytes from `displacement` on are accessed.
[[nodiscard]] uint64_t operand_address(Core const& core, SystemInstruction const& instruction, unsigned operand,
                                       unsigned size, Access access, uint64_t displacement = 0);

// A register or memory operand. A 32-bit register that is written loses its upper half.
[[nodiscard]] uint64_t read_operand(Core& core, SystemInstruction const& instruction, unsigned operand, unsigned size);
void write_operand(Core& core, SystemInstruction const& instruction, unsigned operand, unsigned size, uint64_t value);

// General registers at an operand size
[[nodiscard]] uint64_t read_register(Core const& core, unsigned number, unsigned size);
void write_register(Core& core, unsigned number, unsigned size, uint64_t value);

} // namespace redoubt::machine
