// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <Zydis/Zydis.h>
#include <array>
#include <cstddef>
#include <span>

namespace redoubt::machine {

// As the decoder gives it.
struct Instruction {
    ZydisDecodedInstruction about;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;

    [[nodiscard]] bool has(ZydisInstructionAttributes attribute) const { return (about.attributes & attribute) != 0; }
    [[nodiscard]] std::span<ZydisDecodedOperand const> visible() const {
        return {operands.data(), about.operand_count_visible};
    }
};

enum class Read : uint8_t { Whole, CutShort, Invalid };

[[nodiscard]] Read read(std::span<std::byte const> bytes, CodeMode mode, Instruction& instruction);

} // namespace redoubt::machine
