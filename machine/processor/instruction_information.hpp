// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/intercept.hpp"

// What VM exits tell of the operands of instructions (SDM vol. 3C tables 27-9 to 27-14).
namespace redoubt::machine {

// The VM-exit instruction-information field, but what tables give a meaning of their own: bits 6:3 (a register in the place of
// the memory operand), 11, and 31:28.
[[nodiscard]] uint32_t operand_information(SystemInstruction const& instruction, unsigned operand);

// A register that the instruction names beside its memory operand
[[nodiscard]] uint32_t second_register(unsigned number);

// LGDT, LIDT, SGDT, SIDT, and LLDT, LTR, SLDT, STR: the instruction's identity, in the order of the tables.
[[nodiscard]] uint32_t table_identity(unsigned identity);
inline constexpr uint32_t kOperandSize32 = 1u << 11; // LGDT, LIDT, SGDT, SIDT, outside 64-bit mode

// INS and OUTS
[[nodiscard]] uint32_t string_information(SystemInstruction const& instruction, SegmentIndex segment);

// The exit qualification: the displacement of the memory operand; 0 if there is none.
[[nodiscard]] uint64_t displacement_of(Core const& core, SystemInstruction const& instruction, unsigned operand);

} // namespace redoubt::machine
