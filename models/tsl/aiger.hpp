// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/inputs.hpp"

#include <map>
#include <vector>

// An instance of a model as a circuit, for hardware model checkers.
//
// Until it runs, each frame's inputs propose the rigid functions. If all values are of their sorts and the axioms
// hold, the initial state for these is in the latches of the next frame. From then on each frame's inputs choose an
// action and its arguments. A choice that is none, or that a guard refuses, changes nothing.
//
// No number wraps: its latches hold all that the start and the actions make of numbers in their sorts. A state with a
// number outside its sort is the last one: no step leads from it. So what never happens in the circuit never happens in
// the model only if left_sort() does not happen either.
namespace redoubt::tsl {

class Circuit {
public:
    explicit Circuit(Interpreter const& interpreter); // refers to it
    Circuit(Circuit const&) = delete;                 // its parts refer to its graph
    Circuit& operator=(Circuit const&) = delete;
    ~Circuit() = default;

    // In this frame: the state, or the step from it, is not as the property says; the state is as the cover says; one
    // of its numbers is outside its sort.
    [[nodiscard]] Wire broken(Property const& property);
    [[nodiscard]] Wire reached(Cover const& cover);
    [[nodiscard]] Wire left_sort() const { return left_sort_; }

    [[nodiscard]] Graph& graph() { return graph_; }
    [[nodiscard]] Inputs const& inputs() const { return inputs_; }
    [[nodiscard]] Wire running() const { return running_; }
    [[nodiscard]] StateWords const& state() const { return latches_; }
    [[nodiscard]] StateWords const& next() const { return next_; } // while it runs

private:
    struct Step {
        Wire possible; // the action is chosen, and no guard refuses it
        std::map<std::size_t, Word> cells;
    };
    struct Start {
        Wire legal;
        StateWords cells;
    };
    [[nodiscard]] Start start();
    [[nodiscard]] Step step(std::size_t action);
    [[nodiscard]] std::map<std::size_t, Word> updated(Update const& update, TermCircuit::Scene scene) const;
    void make_low_latches();
    void make_latches(Start const& start, std::vector<Step> const& steps);
    void connect(Start const& start);
    [[nodiscard]] Wire outside_sorts();

    Interpreter const& interpreter_;
    Graph graph_;
    Inputs inputs_;
    TermCircuit terms_;
    Wire running_;
    StateWords in_sorts_; // the state, if all its numbers are in their sorts
    StateWords latches_;
    Wire left_sort_;
    std::vector<Wire> taken_; // each action, in this frame
    StateWords next_;
};

} // namespace redoubt::tsl
