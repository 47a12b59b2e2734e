// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// An exception in the monitor itself is a defect, and ends the machine: nothing is mapped, mended or tried again
// (entry.S; README.md).
namespace stm::boot {

// What entry.S and the processor leave on the fault stack (SDM vol. 3A 6.14.2).
struct Fault {
    uint64_t vector;
    uint64_t error_code; // 0 where the exception has none
    uint64_t rip;
    uint64_t cs;
    uint64_t rflags;
    uint64_t rsp;
    uint64_t ss;
};
static_assert(sizeof(Fault) == 56 && __builtin_offsetof(Fault, vector) == 0 &&
              __builtin_offsetof(Fault, error_code) == 8 && __builtin_offsetof(Fault, rip) == 16 &&
              __builtin_offsetof(Fault, cs) == 24 && __builtin_offsetof(Fault, rflags) == 32 &&
              __builtin_offsetof(Fault, rsp) == 40 && __builtin_offsetof(Fault, ss) == 48);

// On the serial port, in a line.
/*@ requires \valid_read(&fault);
    assigns \nothing;
*/
void report_fault(Fault const& fault);

// By the chipset: a power cycle (the interface's way where TXT is not in use).
//@ assigns \nothing;
void reset_machine();

} // namespace stm::boot
