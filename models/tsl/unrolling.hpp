// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/trace.hpp"

#include <vector>
#include <z3++.h>

// Runs of an instance as Z3 expressions: a constant for each cell of each state, quantifiers written out.
namespace redoubt::tsl {

class Unrolling {
public:
    // Throws std::runtime_error when a number sort has more values than the arithmetic of 16 bits is exact for.
    Unrolling(Model const& model, Sizes const& sizes);

    [[nodiscard]] z3::context& context() { return context_; }
    [[nodiscard]] Interpreter const& interpreter() const { return interpreter_; }

    // One state more, with the step to it; the first one is any state that the axioms allow.
    void add_state(z3::solver& solver);
    [[nodiscard]] std::size_t states() const { return cells_.size(); }

    [[nodiscard]] z3::expr starts(); // the first state is an initial one
    [[nodiscard]] z3::expr holds(Tree const& formula, std::size_t state);
    [[nodiscard]] z3::expr breaks(Property const& property, std::size_t state); // there, or in the step to it

    [[nodiscard]] Run run(z3::model const& found) const; // up to the last state

private:
    using Bindings = std::vector<std::pair<Value, z3::expr>>;
    struct Scene {
        std::vector<z3::expr> const& state;
        std::vector<z3::expr> const* next;
        Bindings bindings;
    };

    [[nodiscard]] z3::expr variable(std::string const& name, Sort const& sort);
    [[nodiscard]] z3::expr literal(Sort const& sort, Value value);
    [[nodiscard]] z3::expr legal(Sort const& sort, z3::expr const& value);
    [[nodiscard]] z3::expr term(Node const& node, Scene& scene);
    [[nodiscard]] z3::expr applied(Node const& node, Scene& scene);
    [[nodiscard]] z3::expr quantified(Node const& node, std::size_t variable, Scene& scene);
    [[nodiscard]] z3::expr updated(Update const& update, std::vector<Value> const& arguments, Scene& scene);
    [[nodiscard]] z3::expr can_be_taken(Action const& action, std::size_t step, Scene& scene);
    void add_step(std::size_t from, z3::solver& solver);
    [[nodiscard]] Bindings parameters(Action const& action, std::size_t step);
    [[nodiscard]] static Value value_of(z3::model const& found, z3::expr const& cell);

    Model const& model_;
    Interpreter interpreter_;
    z3::context context_;
    std::vector<std::vector<z3::expr>> cells_;     // of each state
    std::vector<z3::expr> chosen_;                 // the action of each step
    std::vector<std::vector<z3::expr>> arguments_; // of each step: of one action after the other
};

} // namespace redoubt::tsl
