// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"

#include <stdint.h>

namespace stm::smi {

// Neither the OS nor the handler can go on: a line on the serial port says on which processor and after which exit, and
// the machine is reset (interface: where TXT is not in use).
/*@ assigns \nothing;
    ensures REQ_VMCS_01_stopped: \result == arch::Next::Halt;
*/
[[nodiscard]] arch::Next stop_machine(uint64_t processor);

} // namespace stm::smi
