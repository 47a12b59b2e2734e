// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/scripts.hpp"

#include <algorithm>
#include <stdexcept>

namespace redoubt::machine::guest {
namespace {

using stm::abi::Function;

// What an operation is told; nothing is reported yet.
struct Told {
    uint32_t option = 0;
    uint64_t count = 0;
    uint64_t address = 0;
    uint64_t value = 0;
};

[[nodiscard]] OsOperation operation(OsAction action, Told const& told = {}) {
    OsOperation made{};
    made.action = action;
    made.option = told.option;
    made.count = told.count;
    made.address = told.address;
    made.value = told.value;
    return made;
}

} // namespace

OsOperation compute(uint64_t iterations) {
    return operation(OsAction::Compute, {.count = iterations});
}

OsOperation raise_smi(uint8_t command) {
    return operation(OsAction::SoftwareSmi, {.value = command});
}

OsOperation raise_string_smi(uint8_t command, uint64_t count, bool in) {
    return operation(OsAction::StringSmi, {.option = in ? os_option::kIn : 0, .count = count, .value = command});
}

OsOperation call(Function function, uint64_t parameter, uint32_t edx) {
    return operation(OsAction::Call, {.count = edx, .address = parameter, .value = static_cast<uint32_t>(function)});
}

OsOperation meet(unsigned processors, uint64_t iterations) {
    return operation(OsAction::Meet, {.count = iterations, .value = processors});
}

OsOperation enter_vmx() {
    return operation(OsAction::EnterVmx);
}

OsOperation leave_vmx() {
    return operation(OsAction::LeaveVmx);
}

OsOperation load_vmcs(OsVmcs which, bool clear) {
    return operation(OsAction::LoadVmcs,
                     {.option = clear ? os_option::kClear : 0, .value = static_cast<uint32_t>(which)});
}

OsOperation run_guest(uint64_t exits, bool with_ept, uint64_t command) {
    return operation(OsAction::RunGuest, {.option = with_ept ? os_option::kEpt : 0, .count = exits, .value = command});
}

OsOperation halt() {
    return operation(OsAction::Halt);
}

OsOperation send_ipi(uint32_t apic_id, uint32_t command) {
    return operation(OsAction::SendIpi, {.address = apic_id, .value = command});
}

OsOperation read_memory(uint64_t address, uint32_t size) {
    return operation(OsAction::ReadMemory, {.option = size, .address = address});
}

OsOperation write_memory(uint64_t address, uint32_t size, uint64_t value) {
    return operation(OsAction::WriteMemory, {.option = size, .address = address, .value = value});
}

OsOperation read_port(uint16_t port, uint32_t size) {
    return operation(OsAction::ReadPort, {.option = size, .address = port});
}

OsOperation write_port(uint16_t port, uint32_t size, uint32_t value) {
    return operation(OsAction::WritePort, {.option = size, .address = port, .value = value});
}

OsOperation read_msr(uint32_t index) {
    return operation(OsAction::ReadMsr, {.address = index});
}

OsOperation write_msr(uint32_t index, uint64_t value) {
    return operation(OsAction::WriteMsr, {.address = index, .value = value});
}

Script start_monitor(unsigned processor, unsigned processors, uint64_t iterations, Start order) {
    auto const all = meet(processors, iterations);
    if (order == Start::Together && processor == 0)
        return {enter_vmx(), call(Function::InitializeProtection), all, call(Function::Start)};
    if (order == Start::Together) return {enter_vmx(), all, call(Function::Start)};
    if (processor == 0) return {enter_vmx(), call(Function::InitializeProtection), all, all, call(Function::Start)};
    return {enter_vmx(), all, call(Function::Start), all};
}

void write_script(OsMailbox& mailbox, Script const& script, uint32_t repeat_from, uint64_t rounds) {
    if (script.size() > kOsOperations) throw std::length_error("a script of the OS stand-in is too long");
    std::copy(script.begin(), script.end(), mailbox.script);
    mailbox.length = static_cast<uint32_t>(script.size());
    mailbox.repeat_from = repeat_from;
    mailbox.end_from = 0;
    mailbox.rounds = rounds;
}

void write_script(OsMailbox& mailbox, ScriptParts const& parts, uint64_t rounds) {
    auto script = parts.begin;
    for (auto const* const part : {&parts.round, &parts.end})
        script.insert(script.end(), part->begin(), part->end());
    write_script(mailbox, script, static_cast<uint32_t>(parts.begin.size()), rounds);
    mailbox.end_from = static_cast<uint32_t>(parts.begin.size() + parts.round.size());
}

} // namespace redoubt::machine::guest
