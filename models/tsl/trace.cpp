// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/trace.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::tsl {

Trace replayed(Interpreter const& interpreter, Run const& run) {
    auto const start = interpreter.start(run.start);
    if (!start) throw std::logic_error("a run starts with what the axioms exclude");
    if (*start != run.start) throw std::logic_error("a run does not start in an initial state");
    Trace trace{{run.start}, {}};
    for (auto const& label : run.labels) {
        if (auto const guard = interpreter.refused(label, trace.states.back()))
            throw std::logic_error(fmt::format("step {} of a run, {}, cannot be taken: {}", trace.labels.size() + 1,
                                               interpreter.text(label), *guard));
        trace.states.push_back(interpreter.after(label, trace.states.back()));
        trace.labels.push_back(label);
    }
    return trace;
}

bool breaks(Interpreter const& interpreter, Trace const& trace, Property const& property) {
    auto const& state = trace.states.back();
    if (property.kind != PropertyKind::Step) return !interpreter.holds(property.formula, state);
    return !trace.labels.empty() && property.concerns(*trace.labels.back().action) &&
           !interpreter.holds(property.formula, trace.states[trace.states.size() - 2], state);
}

void confirm_breaks(Interpreter const& interpreter, Trace const& trace, Property const& property) {
    if (!breaks(interpreter, trace, property)) throw std::logic_error("a run does not break " + property.name);
}

std::vector<std::string> participants(Trace const& trace) {
    std::vector<std::string> names;
    auto const see = [&](std::string const& name) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    for (auto const& label : trace.labels) {
        see(label.action->parties().from);
        see(label.action->parties().to);
    }
    return names;
}

std::string as_steps(Interpreter const& interpreter, Trace const& trace) {
    auto text = fmt::format("  0. start: {}\n", fmt::join(interpreter.rigid_values(trace.states.front()), ", "));
    for (std::size_t i = 0; i < trace.labels.size(); ++i)
        text += fmt::format("{:3}. {:40} {}\n", i + 1, interpreter.text(trace.labels[i]),
                            fmt::join(interpreter.changes(trace.states[i], trace.states[i + 1]), ", "));
    return text;
}

std::string as_mermaid(Interpreter const& interpreter, Trace const& trace) {
    auto const names = participants(trace);
    auto const alias = [&](std::string const& name) { return std::ranges::find(names, name) - names.begin(); };
    std::string text = "sequenceDiagram\n    autonumber\n";
    for (auto const& name : names)
        text += fmt::format("    participant P{} as {}\n", alias(name), name);
    for (std::size_t i = 0; i < trace.labels.size(); ++i) {
        auto const& parties = trace.labels[i].action->parties();
        text += fmt::format("    P{}->>P{}: {}\n", alias(parties.from), alias(parties.to),
                            interpreter.text(trace.labels[i]));
        auto const changes = interpreter.changes(trace.states[i], trace.states[i + 1]);
        if (!changes.empty())
            text += fmt::format("    Note over P{}: {}\n", alias(parties.to), fmt::join(changes, "<br/>"));
    }
    return text;
}

} // namespace redoubt::tsl
