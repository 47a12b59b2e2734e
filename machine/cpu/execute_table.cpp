// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"
#include "machine/cpu/segmentation.hpp"

// Instructions with a table in memory: XLAT looks up a byte, BOUND compares with two words.
namespace redoubt::machine {
namespace {

uint64_t offset_of_entry(Interpreter& cpu, Operation const* op) {
    return cut(op->address_size, cpu.get<uint64_t>(at::rbx) + cpu.get<uint8_t>(at::rax));
}

void look_up(Interpreter& cpu, Operation const* op) {
    cpu.set(at::rax, cpu.load<uint8_t>(op, offset_of_entry(cpu, op) + cpu.segment_base(op->segment)));
    REDOUBT_NEXT(cpu, op);
}

void look_up_in_segment(Interpreter& cpu, Operation const* op) {
    auto const linear = linear_in_segment(cpu, op, op->segment, offset_of_entry(cpu, op), 1, Access::Read);
    cpu.set(at::rax, cpu.load<uint8_t>(op, linear));
    REDOUBT_NEXT(cpu, op);
}

template <Word T>
void check_bounds(Interpreter& cpu, Operation const* op) {
    using Signed = std::make_signed_t<T>;
    auto const lower = static_cast<Signed>(cpu.load<T>(op, cpu.linear(op)));
    auto const upper = static_cast<Signed>(cpu.load<T>(op, cpu.linear(op) + sizeof(T)));
    auto const index = static_cast<Signed>(cpu.get<T>(op->to));
    if (index < lower || index > upper) cpu.raise(op, {Vector::BoundRange});
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute table_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_XLAT: return shape.mode == CodeMode::Bits64 ? look_up : look_up_in_segment;
    case ZYDIS_MNEMONIC_BOUND: return shape.bits == 16 ? check_bounds<uint16_t> : check_bounds<uint32_t>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
