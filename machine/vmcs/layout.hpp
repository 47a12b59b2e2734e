// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/vmcs.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace redoubt::machine {

// How a VMCS lies in its region: as the SDM leaves it open (SDM vol. 3C 24.2), so differently with each seed. The
// revision identifier and the VMX-abort indicator stand in front of it and are no part of it.
class Layout {
public:
    static constexpr size_t region_size = 4096;
    static constexpr size_t abort_indicator = 4;
    static constexpr size_t data_begins = 8;

    explicit Layout(uint64_t seed);

    void store(Vmcs const& vmcs, std::span<std::byte, region_size> region) const;

    // From a region that never held a VMCS: one that is not initialised, with poison in all fields.
    void load(Vmcs& vmcs, std::span<std::byte const, region_size> region) const;

    [[nodiscard]] size_t offset_of(stm::abi::VmcsField field) const { return offsets_[field_position(field)]; }

private:
    // A place for each field, for the launch state, and for what shows that a VMCS is there.
    static constexpr size_t launch_state = kFields.size();
    static constexpr size_t mark = kFields.size() + 1;
    static constexpr size_t places = (region_size - data_begins) / sizeof(uint64_t);
    static_assert(mark < places);

    std::array<uint16_t, places> offsets_;
};

} // namespace redoubt::machine
