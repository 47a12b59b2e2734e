// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/decode.hpp"

#include "machine/cpu/execute.hpp"

#include <array>
#include <optional>

namespace redoubt::machine {
namespace {

constexpr unsigned longest_block = 64;

void leave(Interpreter& cpu, Operation const* op) {
    cpu.leave(op);
}

void leave_sensitive(Interpreter& cpu, Operation const* op) {
    cpu.leave_sensitive(op);
}

struct Instruction {
    ZydisDecodedInstruction about;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;

    [[nodiscard]] bool has(ZydisInstructionAttributes attribute) const { return (about.attributes & attribute) != 0; }
};

enum class Read : uint8_t { Whole, CutShort, Invalid };

Read read(std::span<std::byte const> bytes, Instruction& instruction) {
    static auto const decoder = [] {
        ZydisDecoder made;
        ZydisDecoderInit(&made, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
        return made;
    }();
    auto const status =
        ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &instruction.about, instruction.operands.data());
    return ZYAN_SUCCESS(status) ? Read::Whole : status == ZYDIS_STATUS_NO_MORE_DATA ? Read::CutShort : Read::Invalid;
}

// Of a general register; nothing for any other.
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
    default: return std::nullopt;
    }
}

SegmentIndex segment_of(ZydisRegister name) {
    switch (name) {
    case ZYDIS_REGISTER_FS: return SegmentIndex::Fs;
    case ZYDIS_REGISTER_GS: return SegmentIndex::Gs;
    default: return SegmentIndex::Flat; // no other has a base in 64-bit mode
    }
}

// False: an operand that is none of these instructions'.
bool bind_memory(ZydisDecodedOperandMem const& memory, Operation& operation) {
    operation.segment = segment_of(memory.segment);
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

std::optional<Form> bind_operands(Instruction const& instruction, Operation& operation) {
    auto form = Form::RegisterRegister;
    for (unsigned i = 0; i < instruction.about.operand_count_visible; ++i) {
        auto const& operand = instruction.operands[i];
        switch (operand.type) {
        case ZYDIS_OPERAND_TYPE_REGISTER: {
            auto const place = place_of(operand.reg.value);
            if (!place) return std::nullopt;
            if (i < 2) (i == 0 ? operation.to : operation.from) = *place; // a third is CL
            break;
        }
        case ZYDIS_OPERAND_TYPE_MEMORY:
            if (!bind_memory(operand.mem, operation)) return std::nullopt;
            form = i == 0 ? Form::MemoryRegister : Form::RegisterMemory;
            break;
        case ZYDIS_OPERAND_TYPE_IMMEDIATE:
            operation.immediate = operand.imm.value.u;
            if (operand.imm.is_relative) operation.immediate += operation.start + uint64_t{operation.length};
            if (form == Form::RegisterRegister) form = Form::RegisterImmediate;
            if (form == Form::MemoryRegister) form = Form::MemoryImmediate;
            break;
        default: return std::nullopt;
        }
    }
    return form;
}

// IMUL of three operands reads its second, in a register or in memory; the immediate one is the third.
Form form_of(Instruction const& instruction, Form form) {
    if (instruction.about.mnemonic != ZYDIS_MNEMONIC_IMUL || instruction.about.operand_count_visible != 3) return form;
    return instruction.operands[1].type == ZYDIS_OPERAND_TYPE_MEMORY ? Form::RegisterMemory : Form::RegisterRegister;
}

struct Bound {
    Operation operation;
    bool last;  // of its block
    bool alone; // in its block
};

using Family = Execute (*)(Shape const&);

constexpr std::array<Family, 7> straight{arithmetic_operation, move_operation, shift_operation,   bit_operation,
                                         stack_operation,      flag_operation, multiply_operation};

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
            .address_32 = false,
            .length = static_cast<uint8_t>(length),
            .start = static_cast<uint16_t>(start)};
}

// The width is the first operand's; of what has none, or pushes an immediate one, the instruction's.
unsigned bits_of(Instruction const& instruction) {
    auto const& first = instruction.operands[0];
    bool const plain = instruction.about.operand_count_visible > 0 && first.type != ZYDIS_OPERAND_TYPE_IMMEDIATE;
    return plain ? first.size : instruction.about.operand_width;
}

Shape shape_of(Instruction const& instruction, Form form) {
    auto const& about = instruction.about;
    return {.mnemonic = about.mnemonic,
            .bits = bits_of(instruction),
            .form = form_of(instruction, form),
            .repeat = instruction.has(ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE),
            .repeat_not = instruction.has(ZYDIS_ATTRIB_HAS_REPNE),
            .operands = about.operand_count_visible,
            .source_bits = about.operand_count > 1 ? instruction.operands[1].size : 0u};
}

// The operands of a string instruction are not written out; the segment of the source is all that can be chosen.
SegmentIndex source_segment(Instruction const& instruction) {
    for (unsigned i = 0; i < instruction.about.operand_count; ++i) {
        auto const& operand = instruction.operands[i];
        if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY &&
            (operand.mem.base == ZYDIS_REGISTER_RSI || operand.mem.base == ZYDIS_REGISTER_ESI))
            return segment_of(operand.mem.segment);
    }
    return SegmentIndex::Flat;
}

std::optional<Bound> bind_string(Instruction const& instruction, Operation operation) {
    if (instruction.about.meta.category != ZYDIS_CATEGORY_STRINGOP) return std::nullopt;
    auto const shape = shape_of(instruction, Form::RegisterRegister);
    operation.execute = string_operation(shape);
    operation.segment = source_segment(instruction);
    bool const repeated = shape.repeat || shape.repeat_not;
    if (operation.execute == nullptr) return std::nullopt;
    return Bound{operation, repeated, repeated};
}

std::optional<Bound> bind_plain(Instruction const& instruction, Operation operation) {
    auto const form = bind_operands(instruction, operation);
    if (!form || instruction.about.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR) return std::nullopt;
    auto const shape = shape_of(instruction, *form);
    for (auto const family : straight)
        if ((operation.execute = family(shape)) != nullptr) return Bound{operation, false, false};
    if ((operation.execute = conditional_operation(shape)) != nullptr)
        return Bound{operation, instruction.about.meta.category == ZYDIS_CATEGORY_COND_BR, false};
    if ((operation.execute = branch_operation(shape)) != nullptr) return Bound{operation, true, false};
    return std::nullopt;
}

Bound bind(Instruction const& instruction, unsigned start) {
    auto const sensitive = bare(leave_sensitive, start, instruction.about.length);
    auto operation = sensitive;
    operation.address_32 = instruction.about.address_width == 32;
    if (auto const bound = bind_string(instruction, operation)) return *bound;
    if (auto const bound = bind_plain(instruction, operation)) return *bound;
    return {sensitive, true, false};
}

} // namespace

Operation leaving(unsigned start) {
    return bare(leave, start, 0);
}

Block decode_one(std::span<std::byte const> bytes) {
    Instruction instruction;
    if (read(bytes, instruction) != Read::Whole) // the caller decodes it again, and raises #UD
        return {{bare(leave_sensitive, 0, 0), leaving(0)}, 1};
    auto const bound = bind(instruction, 0);
    return {{bound.operation, leaving(bound.operation.length)}, 1};
}

Block decode_block(std::span<std::byte const> bytes) {
    Block block{{}, 0};
    unsigned start = 0;
    while (block.count < longest_block) {
        Instruction instruction;
        auto const result = read(bytes.subspan(start), instruction);
        if (result == Read::CutShort) break;
        if (result == Read::Invalid) {
            if (block.count == 0) return decode_one(bytes);
            break;
        }
        auto const bound = bind(instruction, start);
        if (bound.alone && block.count != 0) break;
        block.operations.push_back(bound.operation);
        ++block.count;
        start += bound.operation.length;
        if (bound.last) break;
    }
    block.operations.push_back(leaving(start));
    return block;
}

} // namespace redoubt::machine
