// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/intercept.hpp"

namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
using stm::abi::VmcsField;
namespace proc_control = stm::abi::proc_control;

bool bit_of(Core const& core, uint64_t bitmap, uint64_t bit) {
    return (core.physical.named_word(bitmap + bit / 8, 1, current_origin(core.cpu)) >> (bit % 8) & 1) != 0;
}

// The MSR bitmaps: four of 1 KByte, for two ranges of MSRs (SDM vol. 3C 24.6.9).
constexpr uint32_t msrs_of_a_bitmap = 0x2000;
constexpr uint32_t high_msrs = 0xc0000000;
constexpr uint64_t high_bitmap = 1024;
constexpr uint64_t write_bitmaps = 2048;

constexpr unsigned ports_of_a_bitmap = 0x8000;
constexpr unsigned ports = 0x10000;

} // namespace

VmExit instruction_exit(ExitReason reason, SystemInstruction const& instruction, uint64_t qualification) {
    return {.reason = reason, .qualification = qualification, .instruction_length = instruction.length()};
}

void exit_always(Core const& core, ExitReason reason, SystemInstruction const& instruction) {
    if (core.guest()) throw instruction_exit(reason, instruction);
}

void exit_if_proc(Core const& core, uint32_t control, ExitReason reason, SystemInstruction const& instruction,
                  uint64_t qualification) {
    if (core.vmx.proc(control)) throw instruction_exit(reason, instruction, qualification);
}

void exit_if_proc2(Core const& core, uint32_t control, ExitReason reason, SystemInstruction const& instruction) {
    if (core.vmx.proc2(control)) throw instruction_exit(reason, instruction);
}

// An access to several ports exits if one of them is named, or if it goes over the end of the ports (SDM vol. 3C 25.1.3).
bool port_is_intercepted(Core const& core, uint16_t port, unsigned size) {
    if (!core.vmx.proc(proc_control::kIoBitmaps)) return core.vmx.proc(proc_control::kUnconditionalIoExiting);
    if (port + size > ports) return true;
    for (unsigned each = port; each < port + size; ++each) {
        auto const bitmap = each < ports_of_a_bitmap ? VmcsField::IoBitmapA : VmcsField::IoBitmapB;
        if (bit_of(core, core.vmx.field(bitmap), each % ports_of_a_bitmap)) return true;
    }
    return false;
}

bool msr_is_intercepted(Core const& core, uint32_t index, bool write) {
    if (!core.guest()) return false;
    if (!core.vmx.proc(proc_control::kMsrBitmaps)) return true;
    bool const high = index >= high_msrs;
    auto const bit = high ? index - high_msrs : index;
    if (bit >= msrs_of_a_bitmap) return true;
    auto const bitmap = core.vmx.field(VmcsField::MsrBitmaps) + (high ? high_bitmap : 0) + (write ? write_bitmaps : 0);
    return bit_of(core, bitmap, bit);
}

} // namespace redoubt::machine
