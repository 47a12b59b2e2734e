// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/instruction_information.hpp"

#include <bit>

namespace redoubt::machine {
namespace {

constexpr unsigned register_shift = 3;
constexpr unsigned address_size_shift = 7;
constexpr unsigned segment_shift = 15;
constexpr unsigned index_shift = 18;
constexpr unsigned base_shift = 23;
constexpr unsigned second_shift = 28;
constexpr uint32_t is_register = 1u << 10;
constexpr uint32_t index_invalid = 1u << 22;
constexpr uint32_t base_invalid = 1u << 27;

uint32_t address_size(SystemInstruction const& instruction) {
    uint32_t const code = instruction.about.address_width == 64 ? 2 : instruction.about.address_width == 32 ? 1 : 0;
    return code << address_size_shift;
}

bool relative(ZydisRegister base) {
    return base == ZYDIS_REGISTER_RIP || base == ZYDIS_REGISTER_EIP;
}

} // namespace

uint32_t operand_information(SystemInstruction const& instruction, unsigned operand) {
    if (instruction.is_register(operand))
        return is_register | register_number(instruction.register_of(operand)) << register_shift;
    auto const& memory = instruction.operands[operand].mem;
    auto information = address_size(instruction) | static_cast<uint32_t>(segment_index(memory.segment))
                                                       << segment_shift;
    if (memory.index == ZYDIS_REGISTER_NONE)
        information |= index_invalid;
    else
        information |= register_number(memory.index) << index_shift |
                       static_cast<uint32_t>(std::countr_zero(static_cast<unsigned>(memory.scale)));
    if (memory.base == ZYDIS_REGISTER_NONE || relative(memory.base))
        information |= base_invalid;
    else
        information |= register_number(memory.base) << base_shift;
    return information;
}

uint32_t second_register(unsigned number) {
    return number << second_shift;
}

uint32_t table_identity(unsigned identity) {
    return identity << second_shift;
}

uint32_t string_information(SystemInstruction const& instruction, SegmentIndex segment) {
    return address_size(instruction) | static_cast<uint32_t>(segment) << segment_shift;
}

// Relative to RIP: the sum of both (SDM vol. 3C 27.2.1).
uint64_t displacement_of(Core const& core, SystemInstruction const& instruction, unsigned operand) {
    if (!instruction.is_memory(operand)) return 0;
    auto const& memory = instruction.operands[operand].mem;
    auto const value = static_cast<uint64_t>(memory.disp.has_displacement ? memory.disp.value : 0);
    return relative(memory.base) ? core.next + value : value;
}

} // namespace redoubt::machine
