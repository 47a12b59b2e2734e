// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/os_words.hpp"

#include "machine/guests/os_registers.hpp"
#include "machine/trace/reason_name.hpp"
#include "tools/machine/call_names.hpp"

#include <array>
#include <fmt/format.h>

namespace redoubt::trial {
namespace {

using machine::guest::OsAction;
using machine::guest::OsFailure;
using machine::guest::OsFailureReport;
using machine::guest::OsMailbox;
using machine::guest::OsOperation;
using stm::abi::ExitReason;
using stm::abi::Function;
using stm::abi::Status;
using stm::abi::VmxError;

// In the order of RegisterIndex
constexpr std::array<std::string_view, 16> general_names{"RAX", "RCX", "RDX", "RBX", "RBP", "RSI", "RDI", "R8",
                                                         "R9",  "R10", "R11", "R12", "R13", "R14", "R15", "RFLAGS"};
// In the order of SystemRegister
constexpr std::array<std::string_view, machine::guest::kSystemRegisters> system_names{
    // clang-format off
    "CR0", "CR2", "CR3", "CR4", "CR8", "DR0", "DR1", "DR2", "DR3", "DR6", "DR7", "GDTR base", "GDTR limit",
    "IDTR base", "IDTR limit", "CS", "SS", "DS", "ES", "FS", "GS", "TR", "LDTR", "IA32_FS_BASE", "IA32_GS_BASE",
    "IA32_KERNEL_GS_BASE", "IA32_SYSENTER_CS", "IA32_SYSENTER_ESP", "IA32_SYSENTER_EIP", "IA32_STAR",
    "IA32_LSTAR", "IA32_FMASK", "IA32_EFER", "IA32_PAT", "IA32_DEBUGCTL",
    // clang-format on
};

template <std::size_t count>
std::string register_lost(OsFailureReport const& failure, std::array<std::string_view, count> const& names) {
    auto const name = failure.where < names.size() ? names.at(failure.where) : "a register";
    return fmt::format("{} was {:#x} and is {:#x}", name, failure.expected, failure.found);
}

// A VMX instruction of the OS.
std::string instruction_failed(std::string_view name, OsFailureReport const& failure) {
    if (failure.vmx_error == 0) return fmt::format("{} fails (VMfailInvalid)", name);
    return fmt::format("{} fails: {}", name, machine::name_of(static_cast<VmxError>(failure.vmx_error)));
}

std::string exit_name(uint64_t reason) {
    return machine::name_of(static_cast<ExitReason>(reason & stm::abi::exit_reason::kBasic));
}

std::string reason_in_words(OsMailbox const& os) {
    auto const& failure = os.failure;
    switch (failure.failure) {
    case OsFailure::None: return "no reason";
    case OsFailure::UnknownAction: return fmt::format("its script has an unknown action, {}", failure.where);
    case OsFailure::Fault:
        return fmt::format("exception {}, error code {:#x}, at RIP {:#x}, CR2 {:#x}", os.fault.vector,
                           os.fault.error_code, os.fault.rip, os.fault.cr2);
    case OsFailure::RegisterLost: return register_lost(failure, general_names);
    case OsFailure::SystemRegisterLost: return register_lost(failure, system_names);
    case OsFailure::MeetingMissed:
        return fmt::format("a meeting was missed: {} came, and not {}", failure.found, failure.expected);
    case OsFailure::VmxDisabled: return fmt::format("VMX is disabled: IA32_FEATURE_CONTROL is {:#x}", failure.found);
    case OsFailure::ControlUnsupported:
        return fmt::format("VMX controls {:#x} are not allowed: MSR {:#x} is {:#x}", failure.expected, failure.where,
                           failure.found);
    case OsFailure::Vmxon: return instruction_failed("VMXON", failure);
    case OsFailure::Vmxoff: return instruction_failed("VMXOFF", failure);
    case OsFailure::Vmclear: return instruction_failed("VMCLEAR", failure);
    case OsFailure::Vmptrld: return instruction_failed("VMPTRLD", failure);
    case OsFailure::Vmread: return instruction_failed(fmt::format("VMREAD of field {:#x}", failure.where), failure);
    case OsFailure::Vmwrite: return instruction_failed(fmt::format("VMWRITE of field {:#x}", failure.where), failure);
    case OsFailure::VmEntry: return instruction_failed(failure.where == 1 ? "VMLAUNCH" : "VMRESUME", failure);
    case OsFailure::EntryFailure:
        return fmt::format("a VM entry fails: {}, qualification {:#x}", exit_name(failure.where), failure.found);
    case OsFailure::UnexpectedExit:
        return fmt::format("its guest has an unexpected VM exit: {}, qualification {:#x}", exit_name(failure.where),
                           failure.found);
    case OsFailure::GuestRegisterLost: return "in its guest, " + register_lost(failure, general_names);
    case OsFailure::VmcsUnknown: return fmt::format("its script names an unknown VMCS, {}", failure.where);
    case OsFailure::NoGuestInTransferVmcs: return "its script runs a guest in the transfer VMCS";
    }
    return fmt::format("failure {}", static_cast<uint32_t>(failure.failure));
}

std::string_view name_of(OsAction action) {
    switch (action) {
    case OsAction::Nothing: return "nothing";
    case OsAction::Compute: return "a computation";
    case OsAction::SoftwareSmi: return "an SMI by OUT";
    case OsAction::StringSmi: return "SMIs by a string instruction";
    case OsAction::Call: return "a call";
    case OsAction::Meet: return "a meeting";
    case OsAction::EnterVmx: return "entering VMX operation";
    case OsAction::LeaveVmx: return "leaving VMX operation";
    case OsAction::LoadVmcs: return "loading a VMCS";
    case OsAction::RunGuest: return "running its guest";
    case OsAction::Halt: return "a halt";
    case OsAction::SendIpi: return "an IPI";
    case OsAction::ReadMemory:
    case OsAction::WriteMemory: return "an access to memory";
    case OsAction::ReadPort:
    case OsAction::WritePort: return "an access to a port";
    case OsAction::ReadMsr:
    case OsAction::WriteMsr: return "an access to an MSR";
    }
    return "an unknown action";
}

} // namespace

std::string failure_in_words(OsMailbox const& os) {
    auto const where = os.failure.operation;
    auto const action = where < machine::guest::kOsOperations ? os.script[where].action : OsAction::Nothing;
    return fmt::format("the OS gives up at {} (operation {}, round {}): {}", name_of(action), where, os.failure.round,
                       reason_in_words(os));
}

std::string call_in_words(OsOperation const& call) {
    auto const name = name_of(static_cast<Function>(call.value));
    if (call.vmx_error != 0)
        return fmt::format("{} does not reach the monitor: {}", name,
                           machine::name_of(static_cast<VmxError>(call.vmx_error)));
    auto const status = static_cast<Status>(call.result);
    if (call.carry == 0 && status == Status::Success) return {};
    return fmt::format("{} answers {} ({:#010x}), CF {}", name, name_of(status), static_cast<uint32_t>(call.result),
                       call.carry);
}

} // namespace redoubt::trial
