// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/event.hpp"

#include "machine/trace/grouped.hpp"
#include "machine/trace/reason_name.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace redoubt::machine {
namespace {

struct Names {
    std::string_view for_people;
    std::string_view id;
};

Names names_of(EventKind kind) {
    switch (kind) {
    case EventKind::SmiRaised: return {"SMI raised", "smi_raised"};
    case EventKind::SmmVmExit: return {"SMM VM exit", "smm_vm_exit"};
    case EventKind::VmExit: return {"VM exit", "vm_exit"};
    case EventKind::VmEntry: return {"VM entry", "vm_entry"};
    case EventKind::EntryFailure: return {"VM-entry failure", "entry_failure"};
    case EventKind::VmInstructionError: return {"VM-instruction error", "vm_instruction_error"};
    case EventKind::Rsm: return {"RSM", "rsm"};
    case EventKind::Activation: return {"dual monitor activated", "activation"};
    case EventKind::Deactivation: return {"dual monitor deactivated", "deactivation"};
    case EventKind::EptViolation: return {"EPT violation", "ept_violation"};
    case EventKind::SerialLine: return {"serial", "serial_line"};
    case EventKind::Ipi: return {"IPI", "ipi"};
    case EventKind::Violation: return {"violation", "violation"};
    case EventKind::Halt: return {"halt", "halt"};
    case EventKind::Shutdown: return {"shutdown", "shutdown"};
    }
    return {};
}

std::string reason_name(TraceEvent const& event) {
    if (event.kind == EventKind::VmInstructionError) return name_of(static_cast<stm::abi::VmxError>(*event.reason));
    return name_of(static_cast<stm::abi::ExitReason>(*event.reason));
}

std::string hexadecimal(uint64_t value) {
    return fmt::format("{:#x}", value);
}

} // namespace

std::string_view name_of(EventKind kind) {
    return names_of(kind).for_people;
}

std::string_view id_of(EventKind kind) {
    return names_of(kind).id;
}

bool is_error(EventKind kind) {
    return kind == EventKind::EntryFailure || kind == EventKind::VmInstructionError || kind == EventKind::Violation ||
           kind == EventKind::Shutdown;
}

std::string as_json(TraceEvent const& event) {
    nlohmann::ordered_json line;
    line["time"] = event.time;
    if (event.processor) line["processor"] = *event.processor;
    if (event.context) line["context"] = id_of(*event.context);
    line["kind"] = id_of(event.kind);
    if (event.reason) {
        line["reason"] = *event.reason;
        line["reason_name"] = reason_name(event);
    }
    if (event.qualification) line["qualification"] = hexadecimal(*event.qualification);
    if (event.rip) line["rip"] = hexadecimal(*event.rip);
    if (event.address) line["address"] = hexadecimal(*event.address);
    if (!event.rule.empty()) line["rule"] = event.rule;
    if (!event.text.empty()) line["text"] = event.text;
    if (!event.details.empty()) line["details"] = event.details;
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string summary_of(TraceEvent const& event) {
    std::string text(name_of(event.kind));
    if (event.reason) text += ": " + reason_name(event);
    if (!event.rule.empty()) text += " of " + event.rule;
    if (!event.text.empty()) text += ": " + event.text;
    if (event.address) text += " at " + hexadecimal(*event.address);
    if (event.qualification) text += ", qualification " + hexadecimal(*event.qualification);
    if (event.rip) text += ", RIP " + hexadecimal(*event.rip);
    return text;
}

std::string as_text(TraceEvent const& event) {
    auto text = fmt::format("{:>15}  ", grouped(event.time));
    if (event.processor) text += fmt::format("processor {}  ", *event.processor);
    if (event.context) text += fmt::format("{}  ", name_of(*event.context));
    text += summary_of(event);
    if (!event.details.empty()) text += '\n' + event.details;
    return text;
}

} // namespace redoubt::machine
