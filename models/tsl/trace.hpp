// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"

#include <string>
#include <vector>

// A run of an instance, from an initial state to what somebody wants to see: a broken property, a cover.
namespace redoubt::tsl {

struct Run {
    State start;
    std::vector<Label> labels;
};

// A run that the interpreter has taken itself, from an initial state and with every guard looked at.
struct Trace {
    std::vector<State> states; // one more than labels
    std::vector<Label> labels;
};

// Throws std::logic_error, which says where, if the interpreter does not take that run: then whoever found it is wrong.
[[nodiscard]] Trace replayed(Interpreter const& interpreter, Run const& run);

// Whether the last state, or the last step, breaks the property.
[[nodiscard]] bool breaks(Interpreter const& interpreter, Trace const& trace, Property const& property);
void confirm_breaks(Interpreter const& interpreter, Trace const& trace,
                    Property const& property); // or std::logic_error

// What a run shows to be broken.
struct Breach {
    Property const* property;
    Trace trace;
};

// Who acts or is acted on, in the order of their first step.
[[nodiscard]] std::vector<std::string> participants(Trace const& trace);

// Numbered steps, each with what it changes.
[[nodiscard]] std::string as_steps(Interpreter const& interpreter, Trace const& trace);

// A Mermaid sequence diagram.
[[nodiscard]] std::string as_mermaid(Interpreter const& interpreter, Trace const& trace);

} // namespace redoubt::tsl
