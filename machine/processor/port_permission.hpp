// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

namespace redoubt::machine {

// Throws #GP(0) unless the current privilege level, or the I/O permission bitmap of the TSS, allows an access to ports
// (SDM vol. 1, 19.5).
void check_port_permission(Core& core, uint16_t port, unsigned size);

} // namespace redoubt::machine
