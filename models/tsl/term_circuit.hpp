// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"
#include "models/tsl/word.hpp"

#include <vector>

// Terms as circuits over the cells of a state, on an instance: what the interpreter computes, computed by gates.
namespace redoubt::tsl {

using StateWords = std::vector<Word>; // its cells, at the places that the interpreter has them at

class TermCircuit {
public:
    struct Binding {
        std::int64_t variable;
        Word value;
    };
    struct Scene {
        StateWords const& state;
        StateWords const* next = nullptr;
        std::vector<Binding> bindings = {};
    };

    // Refers to both.
    TermCircuit(Graph& graph, Interpreter const& interpreter) : graph_(graph), interpreter_(interpreter) {}

    // Throw std::runtime_error for an application to what by its bounds may be outside the argument's sort: there it
    // has no meaning, and a circuit would have to give it one.
    [[nodiscard]] Word word(Tree const& term, Scene& scene) const;
    [[nodiscard]] Wire wire(Tree const& formula, Scene& scene) const { return word(formula, scene).bits[0]; }

private:
    [[nodiscard]] Word applied(Node const& node, Scene& scene) const;
    [[nodiscard]] Word chosen(Symbol const& symbol, StateWords const& state, std::vector<Word> const& arguments,
                              std::vector<Value>& values) const;
    [[nodiscard]] Wire all(Node const& node, std::size_t variable, Scene& scene, bool wanted) const;

    Graph& graph_;
    Interpreter const& interpreter_;
};

} // namespace redoubt::tsl
