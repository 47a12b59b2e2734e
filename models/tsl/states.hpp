// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <functional>

// Formulas about other states, as formulas about this one.
namespace redoubt::tsl {

// What holds of the next state: each function of the state is read there.
[[nodiscard]] Tree of_next(Tree const& tree);

// Of two states, when the second comes from the first by the action: what it says of the first alone. The action's
// parameters are free in it.
[[nodiscard]] Tree before(Action const& action, Tree const& tree);

// Of an initial state: what it says of rigid functions alone.
[[nodiscard]] Tree at_start(Model const& model, Tree const& tree);

// The term about other functions: each is what `other` makes of it, with the same arguments.
[[nodiscard]] Tree renamed(Tree const& tree, std::function<Symbol const&(Symbol const&)> const& other);

// One condition of the proof that a property holds in all runs, for instances of any size.
struct Condition {
    Action const* action; // null: of the initial states
    Property const* property;
    Tree goal; // follows from the axioms, all invariants and the action's guard; initially, from the axioms
};

[[nodiscard]] std::vector<Condition> conditions(Model const& model);

// What a prover says of a condition, or of a property.
enum class Answer : std::uint8_t {
    Proven,
    Refuted,
    Unknown // it gave up, or its time was over
};

} // namespace redoubt::tsl
