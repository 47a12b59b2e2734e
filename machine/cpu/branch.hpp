// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/execute.hpp"
#include "machine/cpu/segmentation.hpp"

// Near branches outside 64-bit mode: the target is cut to the operand's width, and lies within the code segment
// (SDM vol. 2, JMP).
namespace redoubt::machine {

template <Word T>
[[nodiscard]] T checked_target(Interpreter& cpu, Operation const* op, uint64_t target) {
    auto const offset = static_cast<T>(target);
    if (!within_limit(cpu.segment(SegmentIndex::Cs), offset, 1)) cpu.raise(op, {Vector::GeneralProtection, 0});
    return offset;
}

// The target of a relative branch, and the way on when it is not taken.
template <Word T>
void branch_or_go_on(Interpreter& cpu, Operation const* op, bool taken) {
    auto const target = cpu.get<uint64_t>(at::block) + op->immediate;
    cpu.jump(op, taken ? checked_target<T>(cpu, op, target) : after(cpu, op));
}

// RIP has 64 bits in 64-bit mode, and what is relative to it is canonical or faults when it is fetched.
template <>
inline void branch_or_go_on<uint64_t>(Interpreter& cpu, Operation const* op, bool taken) {
    cpu.jump(op, taken ? cpu.get<uint64_t>(at::block) + op->immediate : after(cpu, op));
}

// The operand's width; in 64-bit mode always 64 bits.
template <template <typename> typename Pick>
[[nodiscard]] Execute pick_branch(Shape const& shape) {
    if (shape.mode == CodeMode::Bits64) return Pick<uint64_t>::execute;
    return shape.bits == 16 ? Pick<uint16_t>::execute : Pick<uint32_t>::execute;
}

} // namespace redoubt::machine
