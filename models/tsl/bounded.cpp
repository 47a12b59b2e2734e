// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/bounded.hpp"

#include "models/tsl/unrolling.hpp"

#include <functional>

namespace redoubt::tsl {
namespace {

using Clock = std::chrono::steady_clock;

// A solver for finite values, with what is left of a time limit for each question.
class Questions {
public:
    Questions(z3::context& context, std::chrono::milliseconds limit)
        : solver_(context, "QF_FD"), end_(Clock::now() + limit) {}

    [[nodiscard]] z3::solver& solver() { return solver_; }
    [[nodiscard]] bool time_left() const { return Clock::now() < end_; }

    [[nodiscard]] z3::check_result ask(z3::expr const& question) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
        if (left.count() <= 0) return z3::unknown;
        z3::params parameters(solver_.ctx());
        parameters.set("timeout", static_cast<unsigned>(left.count()));
        solver_.set(parameters);
        z3::expr_vector assumptions(solver_.ctx());
        assumptions.push_back(question);
        return solver_.check(assumptions);
    }

private:
    z3::solver solver_;
    Clock::time_point end_;
};

using Goal = std::function<z3::expr(Unrolling& unrolling, std::size_t state)>;

// A name for the goal, which a question may then assume: Z3 takes literals as assumptions.
z3::expr named(Unrolling& unrolling, z3::solver& solver, z3::expr const& goal, std::string const& name) {
    auto const literal = unrolling.context().bool_const(name.c_str());
    solver.add(z3::implies(literal, goal));
    return literal;
}

struct First {
    std::optional<Run> run = {};
    std::size_t steps = 0; // looked at
};

First first_run(Unrolling& unrolling, Goal const& goal, Bound bound) {
    Questions questions(unrolling.context(), bound.limit);
    unrolling.add_state(questions.solver());
    questions.solver().add(unrolling.starts());
    First first;
    for (std::size_t step = 0; step <= bound.steps; ++step) {
        if (step > 0) unrolling.add_state(questions.solver());
        auto const wanted = named(unrolling, questions.solver(), goal(unrolling, step), "goal " + std::to_string(step));
        auto const answer = questions.ask(wanted);
        if (answer == z3::unknown) break;
        first.steps = step;
        if (answer == z3::unsat) continue;
        first.run = unrolling.run(questions.solver().get_model());
        break;
    }
    return first;
}

Goal breaks_one_of(std::vector<Property const*> const& properties) {
    return [&properties](Unrolling& unrolling, std::size_t state) {
        auto any = unrolling.context().bool_val(false);
        for (auto const* property : properties)
            any = any || unrolling.breaks(*property, state);
        return any;
    };
}

Breach confirmed(Interpreter const& interpreter, Run const& run, std::vector<Property const*> const& properties) {
    auto trace = replayed(interpreter, run);
    for (auto const* property : properties)
        if (breaks(interpreter, trace, *property)) return {property, std::move(trace)};
    throw std::logic_error("Z3 has found a run that breaks nothing");
}

} // namespace

std::optional<Trace> search(Model const& model, Sizes const& sizes, Cover const& cover, Bound bound) {
    Unrolling unrolling(model, sizes);
    auto const first =
        first_run(unrolling, [&](Unrolling& all, std::size_t state) { return all.holds(cover.formula, state); }, bound);
    if (!first.run) return std::nullopt;
    auto trace = replayed(unrolling.interpreter(), *first.run);
    if (!unrolling.interpreter().holds(cover.formula, trace.states.back()))
        throw std::logic_error("Z3 has found a run that does not end in " + cover.name);
    return trace;
}

Search search(Model const& model, Sizes const& sizes, std::vector<Property const*> const& properties, Bound bound) {
    Unrolling unrolling(model, sizes);
    auto const first = first_run(unrolling, breaks_one_of(properties), bound);
    if (!first.run) return {std::nullopt, first.steps};
    return {confirmed(unrolling.interpreter(), *first.run, properties), first.steps};
}

Induction induction(Model const& model, Sizes const& sizes, std::vector<Property const*> const& properties,
                    Bound bound) {
    Unrolling unrolling(model, sizes);
    Questions questions(unrolling.context(), bound.limit);
    auto& solver = questions.solver();
    auto const broken = breaks_one_of(properties);
    unrolling.add_state(solver);
    // The first state is any one for the step, and an initial one for the base: what it is, is an assumption.
    auto const start = named(unrolling, solver, unrolling.starts(), "start");
    for (std::size_t k = 0; k <= bound.steps && questions.time_left(); ++k) {
        if (k > 0) unrolling.add_state(solver);
        auto const bad = named(unrolling, solver, broken(unrolling, k), "bad " + std::to_string(k));
        auto const base = questions.ask(named(unrolling, solver, bad && start, "base " + std::to_string(k)));
        if (base == z3::sat)
            return {Answer::Refuted, k,
                    confirmed(unrolling.interpreter(), unrolling.run(solver.get_model()), properties)};
        if (base == z3::unknown) return {Answer::Unknown, k};
        if (k > 0 && questions.ask(bad) == z3::unsat) return {Answer::Proven, k};
        solver.add(!broken(unrolling, k)); // good so far, in both
    }
    return {Answer::Unknown, bound.steps};
}

} // namespace redoubt::tsl
