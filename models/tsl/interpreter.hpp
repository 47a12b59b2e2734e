// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// What a model means, on an instance: the number of values of each sort is fixed, and a state is a table. Every other back
// end is held to this one.
namespace redoubt::tsl {

using Value = std::int64_t; // of an abstract sort 0 … size - 1, of an enumeration its place, of bool 0 and 1
using State = std::vector<Value>;

struct Label { // an action with its arguments
    Action const* action;
    std::vector<Value> arguments;
};

class Interpreter {
public:
    // Refers to the model. Throws std::runtime_error when a size is missing.
    Interpreter(Model const& model, Sizes sizes);

    [[nodiscard]] Model const& model() const { return model_; }
    [[nodiscard]] Sizes const& sizes() const { return sizes_; }
    [[nodiscard]] Value size(Sort const& sort) const;

    // Where a symbol's cells are in a state: from offset() on, one for each tuple of arguments, the last running fastest.
    [[nodiscard]] std::size_t offset(Symbol const& symbol) const { return offsets_[symbol.index]; }
    [[nodiscard]] std::size_t cells(Symbol const& symbol) const;
    [[nodiscard]] std::size_t cells() const { return cells_; } // of all
    [[nodiscard]] std::size_t cell(Symbol const& symbol, std::vector<Value> const& arguments) const;
    [[nodiscard]] std::vector<Value> arguments(Symbol const& symbol, std::size_t cell) const; // cell: from 0

    // The initial state for the rigid symbols as they are in `rigid`; nothing when an axiom does not hold of them.
    [[nodiscard]] std::optional<State> start(State const& rigid) const;

    [[nodiscard]] bool holds(Tree const& formula, State const& state) const;
    [[nodiscard]] bool holds(Tree const& formula, State const& state, State const& next) const;
    // With values for free variables.
    [[nodiscard]] bool holds(Tree const& formula, State const& state, std::vector<Tree> const& variables,
                             std::vector<Value> const& values) const;

    // The label of the first guard that keeps it from being taken.
    [[nodiscard]] std::optional<std::string> refused(Label const& label, State const& state) const;
    [[nodiscard]] State after(Label const& label, State const& state) const; // whether it is refused or not

    // The first property that does not hold: of a state, and of a step.
    [[nodiscard]] Property const* violated(State const& state, bool auxiliary = true) const;
    [[nodiscard]] Property const* violated(Label const& label, State const& state, State const& next) const;

    [[nodiscard]] std::vector<Label> labels() const; // all there are
    [[nodiscard]] std::string text(Sort const& sort, Value value) const;
    [[nodiscard]] std::string text(Label const& label) const;
    [[nodiscard]] std::vector<std::string> changes(State const& state, State const& next) const;
    [[nodiscard]] std::vector<std::string> rigid_values(State const& state) const;

private:
    struct Binding {
        Value variable;
        Value value;
    };
    struct Scene {
        State const& state;
        State const* next;
        std::vector<Binding> bindings;
    };
    [[nodiscard]] Value value(Node const& node, Scene& scene) const;
    [[nodiscard]] Value applied(Node const& node, Scene& scene) const;
    [[nodiscard]] bool all(Node const& node, std::size_t variable, Scene& scene, bool wanted) const;
    [[nodiscard]] static std::vector<Binding> bound(std::vector<Tree> const& variables,
                                                    std::vector<Value> const& values);
    void update(Update const& update, std::vector<Binding> bindings, State const& state, State& next) const;
    [[nodiscard]] std::string cell_text(Symbol const& symbol, std::size_t cell, State const& state) const;

    Model const& model_;
    Sizes sizes_;
    std::vector<std::size_t> offsets_;
    std::size_t cells_ = 0;
};

} // namespace redoubt::tsl
