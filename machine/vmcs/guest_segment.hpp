// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"
#include "machine/vmcs/vmcs.hpp"

namespace redoubt::machine {

// The fields of a segment register of the guest. The registers have one order in each row of fields (SDM vol. 3D
// appendix B), and it is that of SegmentIndex.
struct SegmentFields {
    stm::abi::VmcsField selector;
    stm::abi::VmcsField limit;
    stm::abi::VmcsField rights;
    stm::abi::VmcsField base;
};

[[nodiscard]] constexpr SegmentFields guest_segment_fields(SegmentIndex index) {
    using enum stm::abi::VmcsField;
    auto const in_row = [index](stm::abi::VmcsField first) {
        return static_cast<stm::abi::VmcsField>(static_cast<uint32_t>(first) + 2 * static_cast<uint32_t>(index));
    };
    return {in_row(GuestEsSelector), in_row(GuestEsLimit), in_row(GuestEsAccessRights), in_row(GuestEsBase)};
}

[[nodiscard]] inline Segment guest_segment(Vmcs const& vmcs, SegmentIndex index) {
    auto const fields = guest_segment_fields(index);
    return {.selector = static_cast<uint16_t>(vmcs.get(fields.selector)),
            .rights = static_cast<uint32_t>(vmcs.get(fields.rights)),
            .limit = static_cast<uint32_t>(vmcs.get(fields.limit)),
            .base = vmcs.get(fields.base)};
}

inline void set_guest_segment(Vmcs& vmcs, SegmentIndex index, Segment const& segment) {
    auto const fields = guest_segment_fields(index);
    vmcs.set(fields.selector, segment.selector);
    vmcs.set(fields.limit, segment.limit);
    vmcs.set(fields.rights, segment.rights);
    vmcs.set(fields.base, segment.base);
}

} // namespace redoubt::machine
