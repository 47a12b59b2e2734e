// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/stop.h"

#include "monitor/arch/vmx.h"
#include "monitor/boot/fault.h"
#include "monitor/boot/serial.h"

namespace stm::smi {

// clang-format off
constexpr uint8_t kProcessorText[] = {'R', 'e', 'd', 'o', 'u', 'b', 't', ':', ' ', 'p', 'r', 'o', 'c', 'e', 's', 's', 'o', 'r', ' '};
constexpr uint8_t kReasonText[] = {' ', 's', 't', 'o', 'p', 'p', 'e', 'd', ',', ' ', 'e', 'x', 'i', 't', ' ', 'r', 'e', 'a', 's', 'o', 'n', ' '};
constexpr uint8_t kQualificationText[] = {' ', 'q', 'u', 'a', 'l', 'i', 'f', 'i', 'c', 'a', 't', 'i', 'o', 'n', ' '};
constexpr uint8_t kRipText[] = {' ', 'r', 'i', 'p', ' '};
constexpr uint8_t kErrorText[] = {' ', 'e', 'r', 'r', 'o', 'r', ' '};
// clang-format on

constexpr uint64_t kUnknown = 0xffffffffffffffff;

// kUnknown if the field cannot be read.
/*@ assigns \nothing;
    ensures \result == kUnknown || \result == arch::VmcsValue(arch::current_vmcs, field);
*/
[[nodiscard]] static uint64_t shown(abi::VmcsField field) {
    auto const read = arch::vmread(field);
    return read.result == arch::VmxResult::Succeed ? read.value : kUnknown;
}

arch::Next stop_machine(uint64_t processor) {
    boot::write_text(kProcessorText, sizeof(kProcessorText));
    boot::write_number(processor);
    boot::write_text(kReasonText, sizeof(kReasonText));
    boot::write_number(shown(abi::VmcsField::ExitReason));
    boot::write_text(kQualificationText, sizeof(kQualificationText));
    boot::write_number(shown(abi::VmcsField::ExitQualification));
    boot::write_text(kRipText, sizeof(kRipText));
    boot::write_number(shown(abi::VmcsField::GuestRip));
    boot::write_text(kErrorText, sizeof(kErrorText));
    boot::write_number(shown(abi::VmcsField::VmInstructionError));
    boot::write_line_end();
    boot::reset_machine();
    return arch::Next::Halt;
}

} // namespace stm::smi
