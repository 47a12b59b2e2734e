// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/bind.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

constexpr unsigned xmm_registers = 16;

AddressSize address_size_of(Instruction const& instruction) {
    switch (instruction.about.address_width) {
    case 16: return AddressSize::Bits16;
    case 32: return AddressSize::Bits32;
    default: return AddressSize::Bits64;
    }
}

// The operands of a string instruction and of XLAT are not written out; the segment of the source is all that can be
// chosen.
bool is_implicit(Instruction const& instruction) {
    return instruction.about.meta.category == ZYDIS_CATEGORY_STRINGOP ||
           instruction.about.mnemonic == ZYDIS_MNEMONIC_XLAT;
}

// Of a general register, or an XMM register; nothing for any other.
std::optional<RegisterAt> place_of(ZydisRegister name) {
    if (name == ZYDIS_REGISTER_NONE) return at::none;
    if (name >= ZYDIS_REGISTER_AH && name <= ZYDIS_REGISTER_BH)
        return static_cast<RegisterAt>((name - ZYDIS_REGISTER_AH) * 8 + 1);
    switch (ZydisRegisterGetClass(name)) {
    case ZYDIS_REGCLASS_GPR8:
        return static_cast<RegisterAt>(
            (name <= ZYDIS_REGISTER_BL ? name - ZYDIS_REGISTER_AL : name - ZYDIS_REGISTER_SPL + 4) * 8);
    case ZYDIS_REGCLASS_GPR16:
    case ZYDIS_REGCLASS_GPR32:
    case ZYDIS_REGCLASS_GPR64: return static_cast<RegisterAt>(ZydisRegisterGetId(name) * 8);
    case ZYDIS_REGCLASS_XMM:
        if (auto const number = static_cast<unsigned>(ZydisRegisterGetId(name)); number < xmm_registers)
            return static_cast<RegisterAt>(number * 16);
        return std::nullopt;
    default: return std::nullopt;
    }
}

bool is_vector(ZydisDecodedOperand const& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_REGISTER &&
           ZydisRegisterGetClass(operand.reg.value) == ZYDIS_REGCLASS_XMM;
}

bool is_immediate(ZydisDecodedOperand const& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
}

bool is_memory(ZydisDecodedOperand const& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_MEMORY;
}

// In 64-bit mode only FS and GS have a base (SDM vol. 1, 3.3.4).
SegmentIndex segment_of(ZydisRegister name, CodeMode mode) {
    bool const flat = mode == CodeMode::Bits64;
    switch (name) {
    case ZYDIS_REGISTER_ES: return flat ? SegmentIndex::Flat : SegmentIndex::Es;
    case ZYDIS_REGISTER_CS: return flat ? SegmentIndex::Flat : SegmentIndex::Cs;
    case ZYDIS_REGISTER_SS: return flat ? SegmentIndex::FlatStack : SegmentIndex::Ss;
    case ZYDIS_REGISTER_DS: return flat ? SegmentIndex::Flat : SegmentIndex::Ds;
    case ZYDIS_REGISTER_FS: return SegmentIndex::Fs;
    case ZYDIS_REGISTER_GS: return SegmentIndex::Gs;
    default: return SegmentIndex::Flat;
    }
}

// Outside 64-bit mode the address has been found by an operation before.
bool bind_memory(Instruction const& instruction, ZydisDecodedOperandMem const& memory, CodeMode mode,
                 Operation& operation) {
    if (mode == CodeMode::Bits64) return bind_address(instruction, memory, mode, operation);
    operation.base = at::operand;
    operation.address_size = AddressSize::Bits64;
    return true;
}

bool bind_operand(Instruction const& instruction, unsigned position, CodeMode mode, Operation& operation) {
    auto const& operand = instruction.operands[position];
    switch (operand.type) {
    case ZYDIS_OPERAND_TYPE_REGISTER: {
        auto const place = place_of(operand.reg.value);
        if (!place) return false;
        if (position < 2)
            (position == 0 ? operation.to : operation.from) = *place;
        else
            operation.immediate = *place;
        return true;
    }
    case ZYDIS_OPERAND_TYPE_MEMORY: return bind_memory(instruction, operand.mem, mode, operation);
    case ZYDIS_OPERAND_TYPE_IMMEDIATE:
        operation.immediate = operand.imm.value.u;
        if (operand.imm.is_relative) operation.immediate += operation.start + uint64_t{operation.length};
        return true;
    default: return false;
    }
}

// The immediate operand of most instructions of three operands says how; the other two are the source and the
// destination. SHLD and SHRD count with it.
Form form_of(Instruction const& instruction) {
    auto const operands = instruction.visible();
    bool const to_memory = !operands.empty() && is_memory(operands[0]);
    bool const counts =
        instruction.about.mnemonic == ZYDIS_MNEMONIC_SHLD || instruction.about.mnemonic == ZYDIS_MNEMONIC_SHRD;
    if (!operands.empty() && is_immediate(operands.back()) && (operands.size() < 3 || counts))
        return to_memory ? Form::MemoryImmediate : Form::RegisterImmediate;
    if (to_memory) return Form::MemoryRegister;
    return std::ranges::any_of(operands, is_memory) ? Form::RegisterMemory : Form::RegisterRegister;
}

// The width is the first operand's; of what has none, or pushes an immediate one, the instruction's.
unsigned bits_of(Instruction const& instruction) {
    auto const operands = instruction.visible();
    return operands.empty() || is_immediate(operands[0]) ? instruction.about.operand_width : operands[0].size;
}

SegmentIndex source_segment(Instruction const& instruction, CodeMode mode) {
    for (unsigned i = 0; i < instruction.about.operand_count; ++i) {
        auto const& operand = instruction.operands[i];
        auto const destination = ZydisRegisterGetId(ZYDIS_REGISTER_RDI);
        if (is_memory(operand) && ZydisRegisterGetId(operand.mem.base) != destination)
            return segment_of(operand.mem.segment, mode);
    }
    return SegmentIndex::Flat;
}

} // namespace

Operation bare(Execute execute, unsigned start, unsigned length) {
    return {.execute = execute,
            .immediate = 0,
            .displacement = 0,
            .to = at::none,
            .from = at::none,
            .base = at::none,
            .index = at::none,
            .shift = 0,
            .segment = SegmentIndex::Flat,
            .address_size = AddressSize::Bits64,
            .length = static_cast<uint8_t>(length),
            .start = static_cast<uint16_t>(start)};
}

bool bind_address(Instruction const& instruction, ZydisDecodedOperandMem const& memory, CodeMode mode,
                  Operation& operation) {
    operation.address_size = address_size_of(instruction);
    operation.segment = segment_of(memory.segment, mode);
    operation.displacement = memory.disp.has_displacement ? memory.disp.value : 0;
    if (memory.base == ZYDIS_REGISTER_RIP || memory.base == ZYDIS_REGISTER_EIP) {
        operation.base = at::block;
        operation.displacement += operation.start + operation.length;
        return true;
    }
    auto const base = place_of(memory.base);
    auto const index = place_of(memory.index);
    if (!base || !index) return false;
    operation.base = *base;
    operation.index = *index;
    operation.shift = memory.index == ZYDIS_REGISTER_NONE ? 0 : static_cast<uint8_t>(__builtin_ctz(memory.scale));
    return true;
}

std::optional<Form> bind_operands(Instruction const& instruction, CodeMode mode, Operation& operation) {
    operation.address_size = address_size_of(instruction);
    if (is_implicit(instruction)) {
        operation.segment = source_segment(instruction, mode);
        return Form::RegisterRegister;
    }
    auto const operands = instruction.visible();
    for (unsigned i = 0; i < operands.size(); ++i) {
        auto const before = operation.immediate;
        if (!bind_operand(instruction, i, mode, operation)) return std::nullopt;
        if (i == 1 && is_immediate(operands[0])) // ENTER
            operation.immediate = before | (operation.immediate << 16);
    }
    return form_of(instruction);
}

Shape shape_of(Instruction const& instruction, Form form, CodeMode mode) {
    auto const& about = instruction.about;
    auto const operands = instruction.visible();
    return {.mnemonic = about.mnemonic,
            .mode = mode,
            .bits = bits_of(instruction),
            .form = form,
            .repeat = instruction.has(ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE),
            .repeat_not = instruction.has(ZYDIS_ATTRIB_HAS_REPNE),
            .operands = about.operand_count_visible,
            .source_bits = about.operand_count > 1 ? instruction.operands[1].size : 0u,
            .to_vector = !operands.empty() && is_vector(operands[0]),
            .from_vector = operands.size() > 1 && is_vector(operands[1])};
}

} // namespace redoubt::machine
