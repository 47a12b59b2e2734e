// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Debug registers (SDM vol. 3B 17.2) that a VM exit neither saves nor loads: all but DR7.
namespace stm::arch {

struct DebugRegisters {
    uint64_t dr0;
    uint64_t dr1;
    uint64_t dr2;
    uint64_t dr3;
    uint64_t dr6;
};
static_assert(sizeof(DebugRegisters) == 40 && __builtin_offsetof(DebugRegisters, dr0) == 0 &&
              __builtin_offsetof(DebugRegisters, dr1) == 8 && __builtin_offsetof(DebugRegisters, dr2) == 16 &&
              __builtin_offsetof(DebugRegisters, dr3) == 24 && __builtin_offsetof(DebugRegisters, dr6) == 32);

//@ ghost uint64_t current_dr0 = 0;
//@ ghost uint64_t current_dr1 = 0;
//@ ghost uint64_t current_dr2 = 0;
//@ ghost uint64_t current_dr3 = 0;
//@ ghost uint64_t current_dr6 = 0;

/*@ assigns \nothing;
    ensures read: \result.dr0 == current_dr0 && \result.dr1 == current_dr1 && \result.dr2 == current_dr2 &&
      \result.dr3 == current_dr3 && \result.dr6 == current_dr6;
    ensures half: \result.dr6 < 0x100000000;
*/
[[nodiscard]] DebugRegisters read_debug_registers();

/*@ requires \valid_read(&registers) && registers.dr6 < 0x100000000;
    assigns current_dr0, current_dr1, current_dr2, current_dr3, current_dr6;
    ensures written: current_dr0 == registers.dr0 && current_dr1 == registers.dr1 && current_dr2 == registers.dr2 &&
      current_dr3 == registers.dr3 && current_dr6 == registers.dr6;
*/
void write_debug_registers(DebugRegisters const& registers);

} // namespace stm::arch
