// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"

// Segments outside 64-bit mode (SDM vol. 3A 5.3 and 5.4).
namespace redoubt::machine {

// Whether bytes lie within the segment's limit.
[[nodiscard]] bool within_limit(Segment const& segment, uint64_t offset, unsigned size);

// The linear address of an access to memory. Raises #GP(0), or #SS(0) for the stack segment, when limit or rights forbid it.
[[nodiscard]] uint64_t linear_in_segment(Interpreter& cpu, Operation const* op, SegmentIndex index, uint64_t offset,
                                         unsigned size, Access access);

} // namespace redoubt::machine
