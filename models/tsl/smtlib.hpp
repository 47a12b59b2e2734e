// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <filesystem>
#include <string>
#include <vector>

// The conditions of the proof for instances of any size, in SMT-LIB 2.6: abstract sorts are uninterpreted, and of a
// number sort only that there is a last value. The state after an action is written as definitions, owner' beside owner,
// and no formula is rewritten: what states.hpp makes of formulas is not relied on here, so that a second solver checks
// that too.
namespace redoubt::tsl {

// The conditions of one action, or those of the initial states.
struct Script {
    Action const* action;               // null: the initial states
    std::vector<Property const*> asked; // in the order of the answers
    std::string text;

    [[nodiscard]] std::string name() const; // "action.enter", "initial"
};

// What a script echoes before it asks whether a property can be broken: "unsat" proves the condition.
[[nodiscard]] std::string announcement(Script const& script, Property const& property);

// That of the initial states first. The scripts refer to the model. Throws std::logic_error when two sorts have the same
// name.
[[nodiscard]] std::vector<Script> scripts(Model const& model);

// Writes a script to a folder, which is made if need be, and returns the file. Throws std::runtime_error.
std::filesystem::path write(Script const& script, std::filesystem::path const& folder);

} // namespace redoubt::tsl
