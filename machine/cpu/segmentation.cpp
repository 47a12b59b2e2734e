// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/segmentation.hpp"

namespace redoubt::machine {
namespace {

namespace rights = stm::abi::access_rights;

constexpr unsigned code_segment = 8;         // of the type field (SDM vol. 3A 3.4.5.1)
constexpr unsigned expand_down = 4;          // of data segments
constexpr unsigned writable_or_readable = 2; // of data segments; of code segments

bool is_code(Segment const& segment) {
    return (segment.type() & code_segment) != 0;
}

// Real and virtual-8086 mode have no rights (SDM vol. 3B 20.1, 20.2).
bool has_right(State const& state, Segment const& segment, Access access) {
    if (!state.protected_mode() || state.virtual_8086()) return true;
    if (!segment.usable()) return false;
    bool const may = (segment.type() & writable_or_readable) != 0;
    return access == Access::Write ? may && !is_code(segment) : may || !is_code(segment);
}

} // namespace

bool within_limit(Segment const& segment, uint64_t offset, unsigned size) {
    auto const last = offset + size - 1;
    if (is_code(segment) || (segment.type() & expand_down) == 0) return last <= segment.limit;
    return offset > segment.limit && last <= (segment.has(rights::kDefaultBig) ? 0xffffffff : 0xffff);
}

uint64_t linear_in_segment(Interpreter& cpu, Operation const* op, SegmentIndex index, uint64_t offset, unsigned size,
                           Access access) {
    auto const& segment = cpu.segment(index);
    if (!has_right(cpu, segment, access) || !within_limit(segment, offset, size))
        cpu.raise(op, {index == SegmentIndex::Ss ? Vector::StackFault : Vector::GeneralProtection, 0});
    return static_cast<uint32_t>(segment.base + offset);
}

} // namespace redoubt::machine
