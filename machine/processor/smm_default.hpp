// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

// The default treatment of SMIs (SDM vol. 3C 34.3 to 34.5, 34.14).
namespace redoubt::machine {

// An SMI: the state is saved in SMRAM, and the handler at SMBASE + 8000H goes on. `io`: the access to a port that raised it.
void enter_smm_by_default(Core& core, std::optional<IoSmi> const& io);

// RSM: the state is what SMRAM says. A state that cannot be shuts the processor down (SDM vol. 3C 34.3.2, 34.4).
void leave_smm_by_default(Core& core);

} // namespace redoubt::machine
