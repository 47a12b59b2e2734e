// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"
#include "machine/processor/instruction.hpp"
#include "spec/abi/vmx_control.h"

// Instructions that cause VM exits (SDM vol. 3C 25.1). Exits are thrown.
namespace redoubt::machine {

// The exit of an instruction that defines no more than its length.
[[nodiscard]] VmExit instruction_exit(stm::abi::ExitReason reason, SystemInstruction const& instruction,
                                      uint64_t qualification = 0);

// In VMX non-root operation, always or under a control.
void exit_always(Core const& core, stm::abi::ExitReason reason, SystemInstruction const& instruction);
void exit_if_proc(Core const& core, uint32_t control, stm::abi::ExitReason reason, SystemInstruction const& instruction,
                  uint64_t qualification = 0);
void exit_if_proc2(Core const& core, uint32_t control, stm::abi::ExitReason reason,
                   SystemInstruction const& instruction);

// Bitmaps (SDM vol. 3C 24.6.4, 24.6.9)
[[nodiscard]] bool port_is_intercepted(Core const& core, uint16_t port, unsigned size);
[[nodiscard]] bool msr_is_intercepted(Core const& core, uint32_t index, bool write);

} // namespace redoubt::machine
