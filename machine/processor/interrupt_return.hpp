// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"
#include "machine/processor/instruction.hpp"

namespace redoubt::machine {

// IRET, IRETD, IRETQ (SDM vol. 2), but no return to another task.
void interrupt_return(Core& core, SystemInstruction const& instruction);

} // namespace redoubt::machine
