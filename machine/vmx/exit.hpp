// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmx_exit.h"
#include "spec/abi/vmx_guest.h"

#include <cstdint>
#include <optional>

namespace redoubt::machine {

// An event as the interruption-information fields of a VMCS hold it (SDM vol. 3C 24.8.3, 24.9.2).
struct Event {
    stm::abi::InterruptionType type;
    uint8_t vector;
    std::optional<uint32_t> error_code = std::nullopt;
    uint32_t instruction_length = 0; // software interrupts and exceptions: how far RIP goes on
    bool operator==(Event const&) const = default;
};

// What a VM exit records beside the guest's state (SDM vol. 3C 27.2). A field that the exit does not define keeps a value
// that is recognised as none.
struct VmExit {
    stm::abi::ExitReason reason;
    uint64_t qualification = 0;
    std::optional<uint32_t> instruction_length = std::nullopt;
    std::optional<uint32_t> instruction_information = std::nullopt;
    std::optional<uint64_t> guest_linear = std::nullopt;
    std::optional<uint64_t> guest_physical = std::nullopt;
    std::optional<Event> interruption = std::nullopt;  // reason 0: the exception or NMI
    std::optional<Event> idt_vectoring = std::nullopt; // the event that was being delivered
    bool nmi_unblocked_by_iret = false;
};

// The access to a port that raised an SMI, for the fields that tell of it (SDM vol. 3C 34.15.2.3). Registers are as before
// the instruction, RIP is the instruction's.
struct IoSmi {
    uint64_t qualification;
    uint32_t instruction_length;
    uint64_t rcx;
    uint64_t rsi;
    uint64_t rdi;
    uint64_t rip;
    std::optional<uint32_t> instruction_information = std::nullopt; // INS, OUTS
    std::optional<uint64_t> guest_linear = std::nullopt;            // INS, OUTS
};

// Thrown by memory accesses in VMX non-root operation, in the place of a fault.
struct EptExit {
    bool misconfiguration;
    uint64_t qualification; // of a violation
    uint64_t guest_physical;
    std::optional<uint64_t> guest_linear;
};

} // namespace redoubt::machine
