// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/context.hpp"

#include <optional>
#include <string>

namespace redoubt::machine {

enum class EventKind : uint8_t {
    SmiRaised, // text: by what
    SmmVmExit, // reason: an exit reason
    VmExit,    // reason: an exit reason
    VmEntry,
    EntryFailure,       // reason: an exit reason
    VmInstructionError, // reason: its number
    Rsm,
    Activation, // of the dual-monitor treatment
    Deactivation,
    EptViolation, // qualification: of the access
    SerialLine,   // text: the line
    Ipi,          // text: its kind and where it goes
    Violation,    // rule, text, details
    Halt,
    Shutdown
};

// What happened on the machine; what an event does not have, is empty.
struct TraceEvent {
    uint64_t time = 0;                                // instructions that the machine has retired, all processors
    std::optional<unsigned> processor = std::nullopt; // none: the board's own doing
    std::optional<Context> context = std::nullopt;    // of the processor
    EventKind kind;
    std::optional<uint32_t> reason = std::nullopt;
    std::optional<uint64_t> qualification = std::nullopt;
    std::optional<uint64_t> rip = std::nullopt;
    std::optional<uint64_t> address = std::nullopt;
    std::string rule = {}; // that was not kept
    std::string text = {};
    std::string details = {}; // lines: registers, code
    bool operator==(TraceEvent const&) const = default;
};

[[nodiscard]] std::string_view name_of(EventKind kind); // for people
[[nodiscard]] std::string_view id_of(EventKind kind);   // for JSON

// Software or machine is wrong: what a run without errors has none of.
[[nodiscard]] bool is_error(EventKind kind);

// The same event gives the same bytes. Addresses are strings in hexadecimal: a number of JSON would lose digits of them. Bytes
// that are no UTF-8 are replaced.
[[nodiscard]] std::string as_json(TraceEvent const& event); // one line, without its end

// What happened, in a few words, without when, where and details.
[[nodiscard]] std::string summary_of(TraceEvent const& event);
[[nodiscard]] std::string as_text(TraceEvent const& event); // a line, without its end, and the lines of details

} // namespace redoubt::machine
