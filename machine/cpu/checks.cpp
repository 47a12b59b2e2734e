// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/bind.hpp"
#include "machine/cpu/segmentation.hpp"
#include "machine/cpu/vector.hpp"

// What stands before an instruction outside 64-bit mode, where the address of a memory operand takes longer to find.
namespace redoubt::machine {
namespace {

constexpr unsigned xsave_area = 576; // of x87 and SSE state (SDM vol. 1, 13.4)

uint64_t offset_of(Interpreter& cpu, Operation const* op) {
    return cut(op->address_size, cpu.get<uint64_t>(op->base) + (cpu.get<uint64_t>(op->index) << op->shift) +
                                     static_cast<uint64_t>(op->displacement));
}

// The immediate operand is the access's size.
template <Access access>
void find_operand(Interpreter& cpu, Operation const* op) {
    auto const size = static_cast<unsigned>(op->immediate);
    cpu.set(at::operand, linear_in_segment(cpu, op, op->segment, offset_of(cpu, op), size, access));
    REDOUBT_NEXT(cpu, op);
}

// LEA wants no more.
void find_offset(Interpreter& cpu, Operation const* op) {
    cpu.set(at::operand, offset_of(cpu, op));
    REDOUBT_NEXT(cpu, op);
}

// BT and its like with an index in a register reach beyond the operand. What they add to its address, as in 64-bit mode,
// is taken off what was found with it.
template <Word T, Access access>
void find_bit(Interpreter& cpu, Operation const* op) {
    auto const words = static_cast<std::make_signed_t<T>>(cpu.get<T>(op->from)) >> std::countr_zero(kBits<T>);
    auto const distance = static_cast<uint64_t>(int64_t{words}) * sizeof(T);
    auto const offset = cut(op->address_size, offset_of(cpu, op) + distance);
    cpu.set(at::operand, linear_in_segment(cpu, op, op->segment, offset, sizeof(T), access) - distance);
    REDOUBT_NEXT(cpu, op);
}

void find_vectors(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    REDOUBT_NEXT(cpu, op);
}

// SDM vol. 2, 2.4: there is no VEX prefix in real and virtual-8086 mode.
void find_protected_mode(Interpreter& cpu, Operation const* op) {
    if (!cpu.protected_mode() || cpu.virtual_8086()) cpu.raise(op, {Vector::InvalidOpcode});
    REDOUBT_NEXT(cpu, op);
}

enum class Reach : uint8_t { Nothing, Offset, Bit, Bytes };

Reach reach_of(Instruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_LEA: return Reach::Offset;
    case ZYDIS_MNEMONIC_NOP: return Reach::Nothing;
    case ZYDIS_MNEMONIC_BT:
    case ZYDIS_MNEMONIC_BTS:
    case ZYDIS_MNEMONIC_BTR:
    case ZYDIS_MNEMONIC_BTC:
        return instruction.operands[1].type == ZYDIS_OPERAND_TYPE_REGISTER ? Reach::Bit : Reach::Bytes;
    default: return instruction.about.meta.category == ZYDIS_CATEGORY_PREFETCH ? Reach::Nothing : Reach::Bytes;
    }
}

unsigned size_of(Instruction const& instruction, ZydisDecodedOperand const& operand) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_CLFLUSH:
    case ZYDIS_MNEMONIC_CLFLUSHOPT:
    case ZYDIS_MNEMONIC_CLWB: return 1;
    case ZYDIS_MNEMONIC_XSAVE:
    case ZYDIS_MNEMONIC_XSAVEC:
    case ZYDIS_MNEMONIC_XSAVEOPT:
    case ZYDIS_MNEMONIC_XRSTOR: return xsave_area;
    default: return operand.size / 8u;
    }
}

template <Access access>
Execute finding(Reach reach, unsigned size) {
    switch (reach) {
    case Reach::Nothing: return nullptr;
    case Reach::Offset: return find_offset;
    case Reach::Bit: return size == 2 ? find_bit<uint16_t, access> : find_bit<uint32_t, access>;
    case Reach::Bytes: return find_operand<access>;
    }
    return nullptr;
}

std::optional<Operation> operand_check(Instruction const& instruction, CodeMode mode) {
    for (auto const& operand : instruction.visible()) {
        if (operand.type != ZYDIS_OPERAND_TYPE_MEMORY) continue;
        auto const size = size_of(instruction, operand);
        auto check = bare(nullptr, 0, 0);
        if (!bind_address(instruction, operand.mem, mode, check)) return std::nullopt;
        bool const writes = (operand.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
        auto const reach = reach_of(instruction);
        check.execute = writes ? finding<Access::Write>(reach, size) : finding<Access::Read>(reach, size);
        if (check.execute == nullptr) return std::nullopt;
        check.immediate = size;
        if (reach == Reach::Bit)
            check.from = static_cast<RegisterAt>(ZydisRegisterGetId(instruction.operands[1].reg.value) * 8);
        // POP addresses its operand with the stack pointer as it is afterwards.
        if (instruction.about.mnemonic == ZYDIS_MNEMONIC_POP && check.base == at::rsp) check.displacement += size;
        return check;
    }
    return std::nullopt;
}

} // namespace

std::vector<Operation> checks_of(Instruction const& instruction, CodeMode mode) {
    std::vector<Operation> checks;
    auto const shape = shape_of(instruction, Form::RegisterRegister, mode);
    if (shape.to_vector || shape.from_vector) checks.push_back(bare(find_vectors, 0, 0));
    if (instruction.has(ZYDIS_ATTRIB_HAS_VEX)) checks.push_back(bare(find_protected_mode, 0, 0));
    if (auto const check = operand_check(instruction, mode)) checks.push_back(*check);
    return checks;
}

} // namespace redoubt::machine
