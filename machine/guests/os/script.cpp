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

[[nodiscard]] uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

[[nodiscard]] bool perform_part(OsProcessor& processor, uint32_t first, uint32_t end) {
    auto& mailbox = processor.mailbox;
    for (mailbox.operation = first; mailbox.operation < end; ++mailbox.operation) {
        auto& operation = mailbox.script[mailbox.operation];
        if (!perform(processor, operation)) return false;
        ++operation.runs;
    }
    return true;
}

} // namespace

bool run_script(OsProcessor& processor) {
    auto& mailbox = processor.mailbox;
    auto const length = smaller(mailbox.length, kOsOperations);
    auto const end_from = mailbox.end_from == 0 ? length : smaller(mailbox.end_from, length);
    for (mailbox.round = 0; mailbox.rounds == 0 || mailbox.round < mailbox.rounds; ++mailbox.round)
        if (!perform_part(processor, mailbox.round == 0 ? 0 : mailbox.repeat_from, end_from)) return false;
    return perform_part(processor, end_from, length);
}

} // namespace redoubt::machine::guest
