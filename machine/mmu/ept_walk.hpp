// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"
#include "machine/mmu/nested.hpp"
#include "machine/vmx/exit.hpp"

namespace redoubt::machine {

// An access to a guest-physical address.
struct EptAccess {
    uint64_t guest_physical;
    uint64_t needs; // ept_qualification::kRead, kWrite, kFetch; an entry of EPT has the rights in the same places
    std::optional<uint64_t> linear; // what is being translated
    bool final; // the linear address's own translation, not a paging-structure entry on the way there
};

[[nodiscard]] uint64_t ept_needs(Access access);

// The 4 KiB of host-physical memory behind a guest-physical address (SDM vol. 3C 28.2.2), and their rights by EPT. Sets
// accessed and dirty flags where they are enabled. Throws EptExit.
[[nodiscard]] TlbEntry walk_ept(PhysicalMemory& memory, Origin origin, Nested const& nested, unsigned physical_bits,
                                EptAccess const& access);

} // namespace redoubt::machine
