// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/operations.hpp"
#include "machine/guests/os/vmx.hpp"
#include "spec/abi/vmx_exit.h"

namespace redoubt::machine::guest {
namespace {

using stm::abi::ExitReason;
using stm::abi::VmcsField;

constexpr uint64_t iterations_between_exits = 64;

// Of one of the two guests.
struct Guest {
    OsGuestTask& task;
    RegisterFile& registers;
    VmcsState& state;
};

// As after a call: the function that the guest begins with finds its stack aligned.
[[nodiscard]] bool make(OsProcessor& processor, Guest& guest, uint8_t (&stack)[0x1000], bool with_ept) {
    guest.task = {.iterations = iterations_between_exits,
                  .command = OsGuestTask::kNone,
                  .computations = 0,
                  .lost = 0,
                  .where = 0,
                  .expected = 0,
                  .found = 0,
                  .reserved = 0};
    guest.registers = {};
    guest.registers.of(RegisterIndex::Rdi) = reinterpret_cast<uint64_t>(&guest.task);
    auto const top = reinterpret_cast<uint64_t>(stack) + sizeof(stack);
    return write_vmcs(processor, with_ept) && write_field(processor, VmcsField::GuestRsp, top - 8);
}

// One VM entry and the VM exit that it ends with.
[[nodiscard]] bool run_to_exit(OsProcessor& processor, Guest& guest, uint64_t& reason) {
    bool const launch = guest.state.launched == 0;
    enter_guest_with(guest.registers, launch);
    VmxResult const result{.carry = (guest.registers.rflags & kCarry) != 0,
                           .zero = (guest.registers.rflags & kZero) != 0};
    if (!result.succeeded()) return fail_vmx(processor, OsFailure::VmEntry, result, launch ? 1 : 0);
    if (!read_field(processor, VmcsField::ExitReason, reason)) return false;
    if ((reason & stm::abi::exit_reason::kEntryFailure) == 0) {
        guest.state.launched = 1;
        return true;
    }
    uint64_t qualification = 0;
    return read_field(processor, VmcsField::ExitQualification, qualification) &&
           processor.fail(OsFailure::EntryFailure, reason, 0, qualification);
}

[[nodiscard]] bool step_over_instruction(OsProcessor& processor) {
    uint64_t rip = 0;
    uint64_t length = 0;
    return read_field(processor, VmcsField::GuestRip, rip) &&
           read_field(processor, VmcsField::ExitInstructionLength, length) &&
           write_field(processor, VmcsField::GuestRip, rip + length);
}

// The guest exits by VMCALL when it has something to say, and by nothing else.
[[nodiscard]] bool answer(OsProcessor& processor, Guest const& guest, uint64_t reason) {
    if (reason != static_cast<uint64_t>(ExitReason::Vmcall)) {
        uint64_t qualification = 0;
        return read_field(processor, VmcsField::ExitQualification, qualification) &&
               processor.fail(OsFailure::UnexpectedExit, reason, 0, qualification);
    }
    ++processor.mailbox.exits;
    if (guest.task.lost != 0)
        return processor.fail(OsFailure::GuestRegisterLost, guest.task.where, guest.task.expected, guest.task.found);
    return step_over_instruction(processor);
}

} // namespace

bool run_guest(OsProcessor& processor, OsOperation& operation) {
    auto const number = static_cast<uint32_t>(processor.current);
    if (processor.current == OsVmcs::Transfer) return processor.fail(OsFailure::NoGuestInTransferVmcs);
    Guest guest{.task = processor.mailbox.tasks[number - 1],
                .registers = processor.guest_registers[number - 1],
                .state = processor.vmcs_state[number]};
    if (guest.state.made == 0 &&
        !make(processor, guest, processor.guest_stack[number - 1], (operation.option & os_option::kEpt) != 0))
        return false;
    guest.task.command = operation.value;
    for (uint64_t i = 0; i < operation.count; ++i) {
        uint64_t reason = 0;
        if (!run_to_exit(processor, guest, reason) || !answer(processor, guest, reason)) return false;
    }
    return true;
}

} // namespace redoubt::machine::guest
