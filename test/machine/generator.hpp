// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <Zydis/Zydis.h>
#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <vector>

// Random instructions and operands.
namespace redoubt::machine::test {

// Registers that hold an address in the data, in every case.
inline constexpr unsigned kPointers[] = {3, 4, 5, 6, 7}; // RBX, RSP, RBP, RSI, RDI

class Generator {
public:
    Generator(uint64_t seed, CodeMode mode) : mode_(mode), random_(seed) {}

    // Small ones, and those with one bit set, more often than others.
    uint64_t number();
    uint64_t below(uint64_t limit) { return random_() % limit; }

    // Tries operands until they can be encoded. Memory operands are at pointers, or a little beside; RCX is an index, and the
    // index of a bit test on memory.
    std::vector<std::byte> instruction(ZydisMnemonic mnemonic);

private:
    ZydisRegister general(unsigned width, unsigned number);
    ZydisEncoderOperand memory(ZydisMnemonic mnemonic, unsigned width);
    ZydisEncoderOperand operand(ZydisMnemonic mnemonic, unsigned position, unsigned width, bool memory_before);
    ZydisEncoderRequest request(ZydisMnemonic mnemonic);

    CodeMode mode_;
    std::mt19937_64 random_;
};

struct Decoded {
    ZydisDecodedInstruction about;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

[[nodiscard]] Decoded decode(std::span<std::byte const> bytes, CodeMode mode);
[[nodiscard]] std::string text_of(std::span<std::byte const> bytes, CodeMode mode);

// What the SDM leaves undefined, with this value of RCX before the instruction.
[[nodiscard]] uint64_t undefined_flags(Decoded const& instruction, uint64_t rcx);
[[nodiscard]] bool result_is_undefined(Decoded const& instruction, uint64_t rcx);

} // namespace redoubt::machine::test
