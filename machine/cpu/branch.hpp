// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/execute.hpp"
#include "machine/cpu/segmentation.hpp"

// Near branches (SDM vol. 2, Jcc, JMP, CALL, RET).
namespace redoubt::machine {

// Where a branch may go; else it faults in the branch. In 64-bit mode a target is canonical; outside it is cut to the
// operand's width, and lies within the code segment.
template <Word T>
[[nodiscard]] T checked_target(Interpreter& cpu, Operation const* op, uint64_t target) {
    auto const offset = static_cast<T>(target);
    bool const allowed = sizeof(T) == 8 ? canonical(offset) : within_limit(cpu.segment(SegmentIndex::Cs), offset, 1);
    if (!allowed) cpu.raise(op, {Vector::GeneralProtection, 0});
    return offset;
}

// The target of a relative branch, and the way on when it is not taken.
template <Word T>
void branch_or_go_on(Interpreter& cpu, Operation const* op, bool taken) {
    auto const target = cpu.get<uint64_t>(at::block) + op->immediate;
    cpu.jump(op, taken ? checked_target<T>(cpu, op, target) : after(cpu, op));
}

// The operand's width; in 64-bit mode always 64 bits.
template <template <typename> typename Pick>
[[nodiscard]] Execute pick_branch(Shape const& shape) {
    if (shape.mode == CodeMode::Bits64) return Pick<uint64_t>::execute;
    return shape.bits == 16 ? Pick<uint16_t>::execute : Pick<uint32_t>::execute;
}

} // namespace redoubt::machine
