// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The local APIC, in the mode that IA32_APIC_BASE says (SDM vol. 3A chapter 10).
namespace redoubt::machine::guest {

// command: bits 31:0 of the interrupt-command register.
void send_ipi(uint32_t destination, uint32_t command);

void end_interrupt();

} // namespace redoubt::machine::guest
