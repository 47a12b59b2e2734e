// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/script.hpp"
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/os/local_apic.hpp"
#include "machine/guests/os/operations.hpp"

namespace redoubt::machine::guest {
namespace {

// An interrupt that is pending already ends the wait, too: STI lets it in behind HLT only (SDM vol. 2, STI).
void wait_for_event() {
    asm volatile("sti\n\thlt\n\tcli" ::: "memory");
}

[[nodiscard]] bool perform(OsProcessor& processor, OsOperation& operation) {
    auto const port = static_cast<uint16_t>(operation.address);
    auto const word = static_cast<uint32_t>(operation.value);
    auto const index = static_cast<uint32_t>(operation.address); // an MSR, or an APIC id
    switch (operation.action) {
    case OsAction::Nothing: break;
    case OsAction::Compute: return compute(processor, operation);
    case OsAction::SoftwareSmi: return raise_smi(processor, operation);
    case OsAction::StringSmi: return raise_string_smi(processor, operation);
    case OsAction::Call: return call(processor, operation);
    case OsAction::Meet: return meet(processor, operation);
    case OsAction::EnterVmx: return enter_vmx(processor, operation);
    case OsAction::LeaveVmx: return leave_vmx(processor, operation);
    case OsAction::LoadVmcs: return load_vmcs(processor, operation);
    case OsAction::RunGuest: return run_guest(processor, operation);
    case OsAction::Halt: wait_for_event(); break;
    case OsAction::SendIpi: send_ipi(index, word); break;
    case OsAction::ReadMemory: operation.result = read_memory(operation.address, operation.option); break;
    case OsAction::WriteMemory: write_memory(operation.address, operation.option, operation.value); break;
    case OsAction::ReadPort: operation.result = read_port(port, operation.option); break;
    case OsAction::WritePort: write_port(port, operation.option, word); break;
    case OsAction::ReadMsr: operation.result = read_msr(index); break;
    case OsAction::WriteMsr: write_msr(index, operation.value); break;
    default: return processor.fail(OsFailure::UnknownAction, static_cast<uint64_t>(operation.action));
    }
    return true;
}

[[nodiscard]] bool perform_from(OsProcessor& processor, uint32_t first) {
    auto& mailbox = processor.mailbox;
    auto const length = mailbox.length < kOsOperations ? mailbox.length : kOsOperations;
    for (mailbox.operation = first; mailbox.operation < length; ++mailbox.operation) {
        auto& operation = mailbox.script[mailbox.operation];
        if (!perform(processor, operation)) return false;
        ++operation.runs;
    }
    return true;
}

} // namespace

bool run_script(OsProcessor& processor) {
    auto& mailbox = processor.mailbox;
    for (mailbox.round = 0; mailbox.rounds == 0 || mailbox.round < mailbox.rounds; ++mailbox.round)
        if (!perform_from(processor, mailbox.round == 0 ? 0 : mailbox.repeat_from)) return false;
    return true;
}

} // namespace redoubt::machine::guest
