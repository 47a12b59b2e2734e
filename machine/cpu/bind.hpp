// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/execute.hpp"
#include "machine/cpu/instruction.hpp"

#include <optional>
#include <vector>

// From a decoded instruction to what an operation is made of.
namespace redoubt::machine {

[[nodiscard]] Operation bare(Execute execute, unsigned start, unsigned length);

// Where the operands are. Nothing when one of them is none of these instructions'.
[[nodiscard]] std::optional<Form> bind_operands(Instruction const& instruction, CodeMode mode, Operation& operation);

// What the address of a memory operand is made of. False when that is none of these instructions'.
[[nodiscard]] bool bind_address(Instruction const& instruction, ZydisDecodedOperandMem const& memory, CodeMode mode,
                                Operation& operation);

[[nodiscard]] Shape shape_of(Instruction const& instruction, Form form, CodeMode mode);

// What stands before an instruction outside 64-bit mode: finds the memory operand, and checks its segment.
[[nodiscard]] std::vector<Operation> checks_of(Instruction const& instruction, CodeMode mode);

} // namespace redoubt::machine
