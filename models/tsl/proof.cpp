// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/proof.hpp"

#include "models/tsl/formulas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::tsl {
namespace {

using Clock = std::chrono::steady_clock;

// One solver an action: what its conditions assume is told once.
class Prover {
public:
    Prover(Model const& model, std::chrono::milliseconds limit) : model_(model), formulas_(model), solver_(context()) {
        z3::params parameters(context());
        parameters.set("timeout", static_cast<unsigned>(limit.count()));
        solver_.set(parameters);
        for (auto const& fact : formulas_.background())
            solver_.add(fact);
    }

    [[nodiscard]] Finding judge(Condition const& condition) {
        if (condition.action != action_) assume(condition.action);
        auto const start = Clock::now();
        solver_.push();
        solver_.add(!formulas_.formula(condition.goal));
        auto const answer = solver_.check();
        Finding finding{condition.action, condition.property, Answer::Unknown, 0};
        if (answer == z3::unsat) finding.answer = Answer::Proven;
        if (answer == z3::unknown) finding.text = solver_.reason_unknown();
        if (answer == z3::sat) {
            finding.answer = Answer::Refuted;
            finding.text = counterexample(condition);
        }
        solver_.pop();
        finding.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        return finding;
    }

private:
    z3::context& context() { return formulas_.context(); }

    void assume(Action const* action) {
        if (action_ != nullptr) solver_.pop();
        action_ = action;
        solver_.push();
        for (auto const& property : model_.properties())
            if (property.kind != PropertyKind::Step) solver_.add(formulas_.formula(property.formula));
        for (auto const& parameter : action->parameters())
            solver_.add(formulas_.in_sort(*parameter->sort, formulas_.constant(parameter)));
        for (auto const& guard : action->guards())
            solver_.add(formulas_.formula(guard.condition));
    }

    [[nodiscard]] std::string counterexample(Condition const& condition) {
        auto const variables = condition.action == nullptr ? std::vector<Tree>{} : condition.action->parameters();
        auto const example = formulas_.example(solver_.get_model(), variables);
        if (!example) return "an instance too large to show";
        return condition.action == nullptr ? broken_start(condition, *example) : broken_step(condition, *example);
    }

    [[nodiscard]] std::string broken_start(Condition const& condition, Formulas::Example const& example) const {
        Interpreter const interpreter(model_, example.sizes);
        auto const start = interpreter.start(example.state);
        if (!start || interpreter.holds(condition.property->formula, *start))
            throw std::logic_error("Z3 and the interpreter disagree on the start: " + condition.property->name);
        return fmt::format("start: {}", fmt::join(interpreter.rigid_values(*start), ", "));
    }

    [[nodiscard]] std::string broken_step(Condition const& condition, Formulas::Example const& example) const {
        Interpreter const interpreter(model_, example.sizes);
        Label const label{condition.action, example.values};
        auto const next = interpreter.after(label, example.state);
        auto const& property = *condition.property;
        auto const broken = property.kind == PropertyKind::Step
                                ? !interpreter.holds(property.formula, example.state, next)
                                : !interpreter.holds(property.formula, next);
        if (!broken || interpreter.refused(label, example.state) || interpreter.violated(example.state) != nullptr)
            throw std::logic_error(
                fmt::format("Z3 and the interpreter disagree on {} and {}", label.action->name(), property.name));
        State const nothing(example.state.size(), 0);
        return fmt::format("in: {}\n{}: {}", fmt::join(interpreter.changes(nothing, example.state), ", "),
                           interpreter.text(label), fmt::join(interpreter.changes(example.state, next), ", "));
    }

    Model const& model_;
    Formulas formulas_;
    z3::solver solver_;
    Action const* action_ = nullptr;
};

} // namespace

std::vector<Finding> prove(Model const& model, std::chrono::milliseconds limit) {
    Prover prover(model, limit);
    std::vector<Finding> findings;
    for (auto const& condition : conditions(model))
        findings.push_back(prover.judge(condition));
    return findings;
}

} // namespace redoubt::tsl
