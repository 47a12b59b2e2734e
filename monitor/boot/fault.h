// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/boot/serial.h"

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

// Where numbers stand in the line about a fault, and how long it is.
namespace fault_line {
inline constexpr uint32_t kVector = 15;
inline constexpr uint32_t kErrorCode = 38;
inline constexpr uint32_t kRip = 59;
inline constexpr uint32_t kRsp = 80;
inline constexpr uint32_t kCr2 = 101;
inline constexpr uint32_t kLength = 119;
} // namespace fault_line

// On the serial port, in a line.
/*@ requires \valid_read(&fault);
    assigns arch::port_data;
    ensures REQ_ROB_05_line: arch::Appended{Pre, Post}(fault_line::kLength);
    ensures REQ_ROB_05_vector: NumberAt(arch::Written{Pre} + fault_line::kVector, fault.vector);
    ensures REQ_ROB_05_error_code: NumberAt(arch::Written{Pre} + fault_line::kErrorCode, fault.error_code);
    ensures REQ_ROB_05_rip: NumberAt(arch::Written{Pre} + fault_line::kRip, fault.rip);
    ensures REQ_ROB_05_rsp: NumberAt(arch::Written{Pre} + fault_line::kRsp, fault.rsp);
    ensures REQ_ROB_05_cr2: NumberAt(arch::Written{Pre} + fault_line::kCr2, arch::current_cr2);
*/
void report_fault(Fault const& fault);

// The chipset's reset control register (Intel ICH9 datasheet 13.7.5).
inline constexpr uint16_t kResetControl = 0xcf9;
inline constexpr uint8_t kPowerCycle = 0x0e;

// By the chipset: a power cycle (the interface's way where TXT is not in use).
/*@ assigns arch::port_data;
    ensures REQ_ROB_05_reset: arch::Appended{Pre, Post}(1) && arch::PortAt(arch::Written{Pre}) == kResetControl &&
      arch::ValueAt(arch::Written{Pre}) == kPowerCycle;
*/
void reset_machine();

} // namespace stm::boot
