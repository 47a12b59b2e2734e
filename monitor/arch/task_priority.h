// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// CR8: bits 7:4 of the local APIC's task-priority register (SDM vol. 3A 10.8.6), and what this processor's holds, as
// ghost state. VM exits and entries leave it alone.
namespace stm::arch {

//@ ghost uint64_t current_cr8 = 0;

/*@ assigns \nothing;
    ensures value: \result == current_cr8 < 16;
*/
[[nodiscard]] uint64_t read_cr8();

/*@ requires priority: value < 16;
    assigns current_cr8;
    ensures written: current_cr8 == value;
*/
void write_cr8(uint64_t value);

} // namespace stm::arch
