// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"
#include "machine/mmu/tlb.hpp"

namespace redoubt::machine {

// What VMX adds to paging, as long as a guest runs.
struct Nested {
    bool ept = false;
    uint64_t eptp = 0; // the whole field
    uint16_t vpid = 0;
    bool execute_only_allowed = false; // IA32_VMX_EPT_VPID_CAP
    bool operator==(Nested const&) const = default;
};

// What translations are tagged with now (SDM vol. 3A 4.10.1, SDM vol. 3C 28.3.1).
[[nodiscard]] inline TlbTag current_tag(State const& state, Nested const& nested) {
    auto const pcid = (state.cr4 & cr4::pcide) != 0 ? state.cr3 & 0xfff : 0;
    return {nested.ept ? eptp_tag(nested.eptp) : 0, nested.vpid, static_cast<uint16_t>(pcid)};
}

} // namespace redoubt::machine
