// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/faults.hpp"
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/handler/actions.hpp"
#include "machine/guests/handler/calls.hpp"
#include "machine/guests/handler/processor.hpp"
#include "machine/guests/handler/tables.hpp"

namespace redoubt::machine::guest {
namespace {

constexpr uint16_t command_port = 0xb2;

// From PMBASE (Intel ICH9 datasheet 13.8.3)
constexpr uint16_t smi_en = 0x30;
constexpr uint16_t smi_sts = 0x34;
constexpr uint32_t eos = 1u << 1; // until it is set there is no other SMI

// Of the processor whose stack it is. Exceptions of its own are reported, too.
[[nodiscard]] HandlerMailbox& begin(uint64_t stack_pointer) {
    asm volatile("lidt [%0]" ::"r"(&handler_idtr.limit) : "memory");
    return processor_at(stack_pointer).mailbox;
}

[[nodiscard]] uint32_t chosen_order(HandlerMailbox& mailbox) {
    if (mailbox.order != HandlerMailbox::kFromPort) return mailbox.order;
    mailbox.command = read_port(command_port, 1);
    return static_cast<uint32_t>(mailbox.command);
}

// What comes from now on raises the next SMI.
void clear_status(uint16_t pm_block) {
    auto const port = static_cast<uint16_t>(pm_block + smi_sts);
    write_port(port, 4, read_port(port, 4));
}

void end_of_smi(uint16_t pm_block) {
    auto const port = static_cast<uint16_t>(pm_block + smi_en);
    write_port(port, 4, read_port(port, 4) | eos);
}

} // namespace

extern "C" void handle_smi(uint64_t stack_pointer) {
    auto& mailbox = begin(stack_pointer);
    auto const pm_block = static_cast<uint16_t>(mailbox.pm_block);
    ++mailbox.smis;
    if (pm_block != 0) clear_status(pm_block);
    if (auto const order = chosen_order(mailbox); order < kHandlerOrders) carry_out(mailbox, mailbox.orders[order]);
    if (pm_block != 0) end_of_smi(pm_block);
}

extern "C" void handle_setup(uint64_t stack_pointer) {
    ++begin(stack_pointer).setups;
}

extern "C" void handle_teardown(uint64_t stack_pointer) {
    ++begin(stack_pointer).teardowns;
}

extern "C" void handle_exception(stm::abi::ProtectionExceptionFrameX64& frame) {
    auto& mailbox = processor_at(reinterpret_cast<uint64_t>(&frame)).mailbox;
    ++mailbox.exceptions;
    mailbox.frame = frame;
    if (mailbox.nested != 0) carry_out(mailbox, mailbox.orders[chosen_order(mailbox)]);
    if (mailbox.skip != 0) frame.rip += frame.vmcs_exit_instruction_length;
    mailbox.answer_status = call(stm::abi::Function::ReturnFromProtectionException, mailbox.answer, 0).status;
}

extern "C" void handle_fault(FaultFrame const& frame) {
    auto& fault = processor_at(reinterpret_cast<uint64_t>(&frame)).mailbox.fault;
    uint64_t cr2;
    asm volatile("mov %0, cr2" : "=r"(cr2));
    fault = {fault.count + 1, frame.vector, frame.error_code, frame.rip, cr2};
    leave_smm();
}

void call_monitor(HandlerOrder& order) {
    auto const result =
        call(static_cast<stm::abi::Function>(order.value), order.address, static_cast<uint32_t>(order.value >> 32));
    order.result = result.status;
    order.result_high = result.carry ? 1 : 0;
}

} // namespace redoubt::machine::guest
