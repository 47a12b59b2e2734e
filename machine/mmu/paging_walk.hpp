// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/mmu/guest_physical.hpp"
#include "machine/mmu/permissions.hpp"

namespace redoubt::machine {

// The 4 KiB of host-physical memory behind a linear address, with paging on (SDM vol. 3A 4.3 to 4.5; the order of what
// may go wrong: SDM vol. 3C 28.2.3.3). Sets accessed and dirty flags. Throws Fault and EptExit.
[[nodiscard]] TlbEntry walk_paging(State const& state, GuestPhysical& memory, unsigned physical_bits, uint64_t linear,
                                   LinearAccess const& access);

} // namespace redoubt::machine
