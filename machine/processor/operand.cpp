// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/operand.hpp"

#include "machine/cpu/segmentation.hpp"

namespace redoubt::machine {
namespace {

constexpr unsigned code_type = 8; // of the type field (SDM vol. 3A 3.4.5.1)
constexpr unsigned readable_or_writable = 2;

[[noreturn]] void refuse(SegmentIndex segment) {
    throw Fault{segment == SegmentIndex::Ss ? Vector::StackFault : Vector::GeneralProtection, 0};
}

bool permits(Segment const& segment, Access access) {
    if (!segment.usable()) return false;
    bool const code = (segment.type() & code_type) != 0;
    bool const more = (segment.type() & readable_or_writable) != 0;
    return access == Access::Write ? more && !code : more || !code;
}

constexpr uint64_t cut(uint64_t value, unsigned size) {
    return size >= 8 ? value : value & ((uint64_t{1} << (8 * size)) - 1);
}

uint64_t address_part(Core const& core, ZydisRegister name) {
    if (name == ZYDIS_REGISTER_NONE) return 0;
    if (name == ZYDIS_REGISTER_RIP || name == ZYDIS_REGISTER_EIP) return core.next;
    return core.cpu.general(register_number(name));
}

} // namespace

uint64_t effective_address(Core const& core, SystemInstruction const& instruction, unsigned operand) {
    auto const& memory = instruction.operands[operand].mem;
    auto const sum = address_part(core, memory.base) + address_part(core, memory.index) * memory.scale +
                     static_cast<uint64_t>(memory.disp.has_displacement ? memory.disp.value : 0);
    return cut(sum, instruction.about.address_width / 8u);
}

uint64_t linear_address(Core const& core, SegmentIndex segment, uint64_t offset, unsigned size, Access access) {
    auto const& in = core.cpu.segment(segment);
    if (core.mode64()) {
        bool const based = segment == SegmentIndex::Fs || segment == SegmentIndex::Gs;
        auto const linear = based ? in.base + offset : offset;
        if (!canonical(linear) || !canonical(linear + size - 1)) refuse(segment);
        return linear;
    }
    if (!core.selectors_are_addresses() && !permits(in, access)) refuse(segment);
    if (!within_limit(in, offset, size)) refuse(segment);
    return static_cast<uint32_t>(in.base + offset);
}

uint64_t operand_address(Core const& core, SystemInstruction const& instruction, unsigned operand, unsigned size,
                         Access access, uint64_t displacement) {
    auto const offset =
        cut(effective_address(core, instruction, operand) + displacement, instruction.about.address_width / 8u);
    return linear_address(core, segment_index(instruction.operands[operand].mem.segment), offset, size, access);
}

uint64_t read_register(Core const& core, unsigned number, unsigned size) {
    return cut(core.cpu.general(number), size);
}

void write_register(Core& core, unsigned number, unsigned size, uint64_t value) {
    auto const kept = size < 4 ? core.cpu.general(number) & ~cut(~uint64_t{0}, size) : 0;
    core.cpu.set_general(number, kept | cut(value, size));
}

uint64_t read_operand(Core& core, SystemInstruction const& instruction, unsigned operand, unsigned size) {
    if (instruction.is_register(operand))
        return read_register(core, register_number(instruction.register_of(operand)), size);
    return core.memory.read(operand_address(core, instruction, operand, size, Access::Read), size);
}

void write_operand(Core& core, SystemInstruction const& instruction, unsigned operand, unsigned size, uint64_t value) {
    if (instruction.is_register(operand))
        return write_register(core, register_number(instruction.register_of(operand)), size, value);
    core.memory.write(operand_address(core, instruction, operand, size, Access::Write), size, value);
}

} // namespace redoubt::machine
