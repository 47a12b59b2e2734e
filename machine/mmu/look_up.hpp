// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"
#include "machine/mmu/nested.hpp"

#include <optional>

namespace redoubt::machine {

// Where a linear address leads by the paging structures as they are, for somebody who looks on: rights and the TLB do not
// matter, and neither flags nor anything else changes. Nothing: nowhere.
[[nodiscard]] std::optional<uint64_t> look_up(State const& state, PhysicalMemory& memory, Nested const& nested,
                                              unsigned physical_bits, uint64_t linear);

} // namespace redoubt::machine
