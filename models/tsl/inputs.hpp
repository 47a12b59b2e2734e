// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/term_circuit.hpp"

#include <optional>
#include <vector>

// What a frame's inputs mean: the rigid functions, and the choice of an action and its arguments.
namespace redoubt::tsl {

using Frame = std::vector<bool>; // the inputs, in the order of their making

class Inputs {
public:
    // Refers to the interpreter. They are the first of the graph.
    Inputs(Graph& graph, Interpreter const& interpreter);

    [[nodiscard]] StateWords const& rigid() const { return rigid_; } // 0 in all other cells
    [[nodiscard]] std::vector<Word> const& arguments(std::size_t action) const { return arguments_[action]; }

    // All values are of their sorts.
    [[nodiscard]] Wire rigid_is_legal(Graph& graph) const;
    // This action is chosen, with arguments of their sorts.
    [[nodiscard]] Wire chosen(Graph& graph, std::size_t action) const;

    // The same, read from a frame; nothing if it is not legal.
    [[nodiscard]] std::optional<State> rigid(Frame const& frame) const;
    [[nodiscard]] std::optional<Label> choice(Frame const& frame) const;

private:
    [[nodiscard]] std::vector<Word> arguments(Graph& graph, Action const& action,
                                              std::vector<std::pair<Sort const*, Word>>& shared) const;

    Interpreter const& interpreter_;
    StateWords rigid_;
    Word action_;
    std::vector<std::vector<Word>> arguments_; // the actions share them
};

} // namespace redoubt::tsl
