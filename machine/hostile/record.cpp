// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/record.hpp"

#include <charconv>
#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::Context;
using machine::EventKind;
using machine::TraceEvent;

constexpr std::string_view transparency = "SDM vol. 3C 34.1";
constexpr std::string_view use_of_a_vmcs = "SDM vol. 3C 24.11.1";

bool begins(std::string_view text, std::string_view excuse) {
    return !excuse.empty() && text.starts_with(excuse);
}

} // namespace

void Record::begin_step() {
    seen_ = machine_.recorder().forgotten_events() + machine_.recorder().events().size();
}

void Record::check(Findings& findings, Excuses const& excuses) {
    auto const& recorder = machine_.recorder();
    auto const forgotten = recorder.forgotten_events();
    for (auto i = std::max(seen_, forgotten) - forgotten; i < recorder.events().size(); ++i)
        check(recorder.events()[i], excuses, findings);
}

// The VMCS in question is one of the OS's, which it uses on two processors; the monitor cannot know.
bool Record::is_about_the_os(TraceEvent const& event) const {
    if (event.rule != use_of_a_vmcs) return false;
    auto const at = event.text.find(" at 0x");
    if (at == std::string::npos) return false;
    uint64_t address = 0;
    auto const* const digits = event.text.data() + at + std::string_view(" at 0x").size();
    std::from_chars(digits, event.text.data() + event.text.size(), address, 16);
    return !machine_.layout().tseg.contains(address);
}

void Record::check(TraceEvent const& event, Excuses const& excuses, Findings& findings) const {
    bool const by_monitor = event.context == Context::Monitor;
    if (event.kind == EventKind::Violation) {
        if (event.rule == transparency) {
            if (!begins(event.text, excuses.state)) findings.add(Promise::P3, event.processor, event.text);
        } else if (by_monitor && !begins(event.rule, excuses.rule) && !is_about_the_os(event))
            findings.add(Promise::P6, event.processor,
                         fmt::format("the monitor does not keep {}: {}", event.rule, event.text));
    }
    if (event.kind == EventKind::SerialLine && by_monitor && event.text.find(" fault ") != std::string::npos)
        findings.add(Promise::P6, event.processor, fmt::format("the monitor says: {}", event.text));
}

} // namespace redoubt::hostile
