// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/boot/fault.h"

#include <stdint.h>

namespace stm::smi {

inline constexpr uint32_t kStopProcessor = 19; // where its number stands in the line
inline constexpr uint32_t kStopLength = 150;   // of the line

// Neither the OS nor the handler can go on: a line on the serial port says on which processor and after which exit, and
// the machine is reset (interface: where TXT is not in use).
/*@ assigns arch::port_data;
    ensures REQ_VMCS_01_stopped: \result == arch::Next::Halt;
    ensures REQ_ROB_05_processor: boot::NumberAt(arch::Written{Pre} + kStopProcessor, processor);
    ensures REQ_ROB_05_reset: arch::Written == arch::Written{Pre} + kStopLength + 1 &&
      arch::PortAt(arch::Written - 1) == boot::kResetControl && arch::ValueAt(arch::Written - 1) == boot::kPowerCycle;
*/
[[nodiscard]] arch::Next stop_machine(uint64_t processor);

} // namespace stm::smi
