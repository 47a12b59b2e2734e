// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/instruction.hpp"

namespace redoubt::machine {

struct Core;
struct SystemInstruction;

// Executes an instruction, or throws Fault, VmExit or EptExit with everything as before it.
using Handler = void (*)(Core&, SystemInstruction const&);

// An instruction that the interpreter leaves to its owner.
struct SystemInstruction : Instruction {
    Handler handler; // null: not one of this processor's

    [[nodiscard]] unsigned length() const { return about.length; }
    [[nodiscard]] bool repeated() const {
        return has(ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE);
    }
    // The operand size, of the instruction and of an operand, in bytes
    [[nodiscard]] unsigned size() const { return about.operand_width / 8u; }
    [[nodiscard]] unsigned size_of(unsigned operand) const { return operands[operand].size / 8u; }
    [[nodiscard]] bool is_memory(unsigned operand) const { return operands[operand].type == ZYDIS_OPERAND_TYPE_MEMORY; }
    [[nodiscard]] bool is_register(unsigned operand) const {
        return operands[operand].type == ZYDIS_OPERAND_TYPE_REGISTER;
    }
    [[nodiscard]] ZydisRegister register_of(unsigned operand) const { return operands[operand].reg.value; }
    [[nodiscard]] uint64_t immediate(unsigned operand) const { return operands[operand].imm.value.u; }
};

[[nodiscard]] Read decode(std::span<std::byte const> bytes, CodeMode mode, SystemInstruction& instruction);

// Numbers of registers as instructions encode them
[[nodiscard]] unsigned register_number(ZydisRegister name);
[[nodiscard]] SegmentIndex segment_index(ZydisRegister name);

} // namespace redoubt::machine
