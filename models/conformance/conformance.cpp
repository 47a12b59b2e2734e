// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/conformance.hpp"

#include "models/conformance/choice.hpp"

#include <chrono>
#include <fmt/core.h>
#include <stdexcept>

namespace redoubt::conformance {
namespace {

constexpr std::size_t longest_walk = 500; // steps between two resets, so that a report can be read

class Run {
public:
    Run(tsl::Model const& model, tsl::Sizes const& sizes, Subject& subject, std::uint64_t seed)
        : interpreter_(model, sizes), subject_(subject), share_(subject.share()),
          steps_(steps_of(interpreter_, share_)), choice_(interpreter_, steps_), next_seed_(seed), random_(seed) {
        for (auto const& symbol : model.symbols())
            if (share_.symbols.contains(symbol->name)) symbols_.push_back(symbol.get());
        for (auto const& step : steps_) {
            auto& count = outcome_.counts[step.action->name()];
            count.performed = step.performed;
            counts_.push_back(&count);
        }
        outcome_.subject = subject.name();
        outcome_.model = model.id();
    }

    Outcome result(std::uint64_t steps) {
        auto const start = std::chrono::steady_clock::now();
        while (outcome_.steps < steps && !outcome_.divergence) {
            if (left_ == 0) reset();
            if (outcome_.divergence) break;
            --left_;
            ++outcome_.steps;
            step();
        }
        outcome_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (!outcome_.divergence) complain();
        return std::move(outcome_);
    }

private:
    // Each walk has a seed of its own, so that it can be repeated without those before it.
    void reset() {
        seed_ = next_seed_++;
        random_ = Random(seed_);
        taken_.clear();
        choice_.begin_walk();
        ++outcome_.walks;
        left_ = random_.between(1, longest_walk);
        auto const start = interpreter_.start(subject_.reset(interpreter_, random_));
        if (!start) throw std::logic_error(subject_.name() + " starts with rigid values that break an axiom");
        state_ = *start;
        seen_.assign(state_.size(), kTorn);
        compare(Check::Start, state_);
    }

    void step() {
        auto const chosen = choice_.next(state_, random_);
        auto const& step = steps_[chosen.step];
        auto& count = *counts_[chosen.step];
        auto const label = subject_.settled(chosen.label);
        if (refusing(interpreter_, step, label, state_, false) != nullptr) {
            ++count.not_asked;
            return;
        }
        auto const* const refusal = refusing(interpreter_, step, label, state_, true);
        taken_.push_back({label, refusal != nullptr ? refusal->label : std::string{}});
        if (refusal != nullptr) {
            ++count.refused;
            ++count.guards[refusal->label];
        } else {
            ++count.allowed;
        }
        if (step.performed) return both(step, label, refusal);
        advance(label);
    }

    void advance(tsl::Label const& label) {
        state_ = interpreter_.after(label, state_);
        choice_.changed_by(*label.action);
    }

    void both(Step const& step, tsl::Label const& label, tsl::Guard const* refusal) {
        auto const answer = subject_.perform(label);
        if (refusal == nullptr && answer)
            return diverge(Check::Refused, answer->empty() ? "without a reason" : "for \"" + *answer + "\"");
        if (refusal != nullptr && !answer) return diverge(Check::Allowed, "the guard is \"" + refusal->label + "\"");
        if (refusal == nullptr) {
            advance(label);
            return compare(Check::State, state_);
        }
        if (!answer->empty() && !fails(step, label, *answer))
            return diverge(Check::Reason, fmt::format("\"{}\", and not \"{}\"", *answer, refusal->label));
        compare(Check::Changed, state_);
    }

    [[nodiscard]] bool fails(Step const& step, tsl::Label const& label, std::string const& guard) const {
        for (auto const& each : step.action->guards())
            if (each.label == guard)
                return !interpreter_.holds(each.condition, state_, step.action->parameters(), label.arguments);
        return false; // the action has no such guard
    }

    void compare(Check check, tsl::State const& expected) {
        subject_.abstract(interpreter_, seen_);
        std::string differences;
        for (auto const* const symbol : symbols_)
            for (std::size_t i = 0; i < interpreter_.cells(*symbol); ++i) {
                auto const cell = interpreter_.offset(*symbol) + i;
                if (seen_[cell] == expected[cell]) continue;
                differences += fmt::format("{}{}: the model has {}, the subject {}", differences.empty() ? "" : "; ",
                                           place(*symbol, i), text(*symbol->result, expected[cell]),
                                           text(*symbol->result, seen_[cell]));
            }
        if (!differences.empty()) diverge(check, differences);
    }

    [[nodiscard]] std::string place(tsl::Symbol const& symbol, std::size_t cell) const {
        std::string line;
        auto const values = interpreter_.arguments(symbol, cell);
        for (std::size_t i = 0; i < values.size(); ++i)
            line += (i > 0 ? ", " : "") + interpreter_.text(*symbol.arguments[i], values[i]);
        return symbol.name + "(" + line + ")";
    }
    [[nodiscard]] std::string text(tsl::Sort const& sort, tsl::Value value) const {
        return value == kTorn ? "neither" : interpreter_.text(sort, value);
    }

    void diverge(Check check, std::string what) {
        Divergence divergence{
            .check = check, .what = std::move(what), .seed = seed_, .step = outcome_.steps, .steps = {}};
        for (auto const& [label, refusal] : taken_)
            divergence.steps.push_back(interpreter_.text(label) +
                                       (refusal.empty() ? "" : ": refused, \"" + refusal + "\""));
        divergence.legend = subject_.legend();
        outcome_.divergence = std::move(divergence);
    }

    void complain() {
        auto const complain_of = [&](std::string const& action, std::string const& what) {
            outcome_.complaints.push_back(action + " " + what);
        };
        for (auto const& step : steps_) {
            auto const& action = step.action->name();
            auto const& count = outcome_.counts.at(action);
            if (count.allowed == 0) complain_of(action, "was never allowed");
            if (count.refused + count.not_asked == 0 && !step.action->guards().empty())
                complain_of(action, "was never refused, and has guards");
            for (std::size_t i = 0; i < step.own.size(); ++i) {
                auto const& guard = step.action->guards()[i].label;
                auto const never = step.never_first.contains(guard);
                if (step.own[i] && !never && !count.guards.contains(guard))
                    complain_of(action, "was never refused for \"" + guard + "\"");
                if (never && count.guards.contains(guard))
                    complain_of(action, "was refused for \"" + guard + "\", and should never be");
            }
        }
    }

    struct Taken {
        tsl::Label label;
        std::string refusal; // empty: none
    };

    tsl::Interpreter interpreter_;
    Subject& subject_;
    Share share_;
    std::vector<Step> steps_;
    Choice choice_;
    std::vector<tsl::Symbol const*> symbols_;
    std::vector<Count*> counts_;
    Outcome outcome_;
    std::uint64_t next_seed_;
    std::uint64_t seed_ = 0;
    Random random_;
    std::size_t left_ = 0; // of the walk
    tsl::State state_;
    tsl::State seen_;
    std::vector<Taken> taken_;
};

} // namespace

Outcome run(tsl::Model const& model, tsl::Sizes const& sizes, Subject& subject, std::uint64_t steps,
            std::uint64_t seed) {
    return Run(model, sizes, subject, seed).result(steps);
}

Outcome run(Subject& subject, std::uint64_t steps, std::uint64_t seed) {
    return run(subject.model(), subject.sizes(), subject, steps, seed);
}

} // namespace redoubt::conformance
