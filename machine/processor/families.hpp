// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/instruction.hpp"

// The families of system instructions: who executes an instruction; null when it is not of the family.
namespace redoubt::machine {

[[nodiscard]] Handler control_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler debug_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler descriptor_table_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler descriptor_query_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler segment_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler far_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler interrupt_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler fast_call_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler base_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler msr_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler flag_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler port_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler time_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler wait_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler cache_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler identity_instruction(SystemInstruction const& instruction);
[[nodiscard]] Handler vmx_instruction(SystemInstruction const& instruction);

} // namespace redoubt::machine
