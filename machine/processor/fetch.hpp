// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/mmu/mmu.hpp"
#include "machine/processor/instruction.hpp"

namespace redoubt::machine {

// Decodes the instruction at RIP. Those that were decoded before are kept, and compared with what stands in memory.
class Fetch {
public:
    Fetch(State const& state, Mmu& mmu) : state_(state), mmu_(mmu) {}

    // Valid until the next call. Throws Fault, #UD for what is no instruction, and EptExit.
    [[nodiscard]] SystemInstruction const& at_rip();

private:
    static constexpr unsigned longest_instruction = 15;

    struct Kept {
        uint64_t linear = 0;
        CodeMode mode = CodeMode::Bits16;
        std::array<std::byte, longest_instruction> bytes = {};
        SystemInstruction instruction = {}; // none: of length 0
    };

    [[nodiscard]] std::span<std::byte const> bytes_at(uint64_t linear);
    SystemInstruction const& decode_over_pages(std::span<std::byte const> begin, uint64_t linear);

    State const& state_;
    Mmu& mmu_;
    std::array<Kept, 64> kept_ = {};
    SystemInstruction straddling_ = {};
};

} // namespace redoubt::machine
