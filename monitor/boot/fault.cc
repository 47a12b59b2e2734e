// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/fault.h"

#include "monitor/arch/control_registers.h"
#include "monitor/arch/port.h"
#include "monitor/boot/serial.h"

namespace stm::boot {

// clang-format off
constexpr uint8_t kVectorText[] = {'R', 'e', 'd', 'o', 'u', 'b', 't', ':', ' ', 'f', 'a', 'u', 'l', 't', ' '};
constexpr uint8_t kErrorText[] = {' ', 'e', 'r', 'r', 'o', 'r', ' '};
constexpr uint8_t kRipText[] = {' ', 'r', 'i', 'p', ' '};
constexpr uint8_t kRspText[] = {' ', 'r', 's', 'p', ' '};
constexpr uint8_t kCr2Text[] = {' ', 'c', 'r', '2', ' '};
// clang-format on

/*@ assigns arch::port_data;
    ensures line: arch::Appended{Pre, Post}(fault_line::kLength);
    ensures vector: NumberAt(arch::Written{Pre} + fault_line::kVector, vector);
    ensures error_code: NumberAt(arch::Written{Pre} + fault_line::kErrorCode, error_code);
    ensures rip: NumberAt(arch::Written{Pre} + fault_line::kRip, rip);
    ensures rsp: NumberAt(arch::Written{Pre} + fault_line::kRsp, rsp);
    ensures cr2: NumberAt(arch::Written{Pre} + fault_line::kCr2, cr2);
*/
static void write_fault(uint64_t vector, uint64_t error_code, uint64_t rip, uint64_t rsp, uint64_t cr2) {
    write_text(kVectorText, sizeof(kVectorText));
    write_number(vector);
    write_text(kErrorText, sizeof(kErrorText));
    write_number(error_code);
    write_text(kRipText, sizeof(kRipText));
    write_number(rip);
    write_text(kRspText, sizeof(kRspText));
    write_number(rsp);
    write_text(kCr2Text, sizeof(kCr2Text));
    write_number(cr2);
    write_line_end();
}

void report_fault(Fault const& fault) {
    write_fault(fault.vector, fault.error_code, fault.rip, fault.rsp, arch::read_cr2());
}

void reset_machine() {
    arch::output8(kResetControl, kPowerCycle);
}

} // namespace stm::boot
