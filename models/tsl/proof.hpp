// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/states.hpp"

#include <chrono>
#include <string>
#include <vector>

// The proof that properties hold in all runs, for instances of any size: Z3 on each condition, with abstract sorts as
// uninterpreted ones.
namespace redoubt::tsl {

struct Finding {
    Action const* action; // null: of the initial states
    Property const* property;
    Answer answer;
    double seconds;
    // Refuted: the least state that Z3 finds, and the action; the interpreter has found it to break the property, too.
    // Unknown: why.
    std::string text = {};
};

// As many findings as conditions. Throws std::logic_error when the interpreter does not see what Z3 has found.
[[nodiscard]] std::vector<Finding> prove(Model const& model,
                                         std::chrono::milliseconds limit = std::chrono::seconds(20));

} // namespace redoubt::tsl
