// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/choice.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace redoubt::conformance {
namespace {

template <class... Arguments>
void need(bool holds, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    if (!holds) throw std::logic_error(fmt::format(text, std::forward<Arguments>(arguments)...));
}

void need_guards(tsl::Action const& action, std::set<std::string> const& labels) {
    for (auto const& label : labels)
        need(std::ranges::any_of(action.guards(), [&](auto const& guard) { return guard.label == label; }),
             "{} has no guard \"{}\"", action.name(), label);
}

Step step_of(tsl::Action const& action, Share const& share) {
    Step step{.action = &action, .labels = {}};
    if (auto const rare = share.rare.find(action.name()); rare != share.rare.end()) step.one_in = rare->second;
    auto const found =
        std::ranges::find_if(share.actions, [&](auto const& each) { return each.action == action.name(); });
    step.performed = found != share.actions.end();
    auto const guards = step.performed ? found->guards : std::set<std::string>{};
    if (step.performed) step.never_first = found->never_first;
    need_guards(action, guards);
    need_guards(action, step.never_first);
    for (auto const& guard : action.guards())
        step.own.push_back(guards.contains(guard.label));
    for (auto const& update : action.updates())
        need(step.performed || !share.symbols.contains(update.symbol->name),
             "{} changes {}, which is the subject's, and nobody performs it", action.name(), update.symbol->name);
    return step;
}

} // namespace

std::vector<Step> steps_of(tsl::Interpreter const& interpreter, Share const& share) {
    auto const& model = interpreter.model();
    for (auto const& performed : share.actions)
        (void)model.action(performed.action); // throws
    for (auto const& each : share.absent)
        (void)model.action(each);
    for (auto const& [each, one_in] : share.rare)
        (void)model.action(each);
    for (auto const& symbol : share.symbols)
        need(std::ranges::any_of(model.symbols(), [&](auto const& each) { return each->name == symbol; }),
             "{} has no symbol {}", model.id(), symbol);

    std::vector<Step> steps;
    for (auto const& action : model.actions())
        if (!share.absent.contains(action.name())) steps.push_back(step_of(action, share));
    for (auto const& label : interpreter.labels())
        for (auto& step : steps)
            if (step.action == label.action) step.labels.push_back(label);
    return steps;
}

tsl::Guard const* refusing(tsl::Interpreter const& interpreter, Step const& step, tsl::Label const& label,
                           tsl::State const& state, bool own) {
    auto const& guards = step.action->guards();
    for (std::size_t i = 0; i < guards.size(); ++i)
        if (step.own[i] == own &&
            !interpreter.holds(guards[i].condition, state, step.action->parameters(), label.arguments))
            return &guards[i];
    return nullptr;
}

Choice::Choice(tsl::Interpreter const& interpreter, std::vector<Step> const& steps)
    : steps_(steps), taken_(steps.size()) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        guards_.emplace_back(interpreter, *steps[i].action);
        all_.push_back(i);
        if (steps[i].performed) performed_.push_back(i);
    }
    need(!performed_.empty(), "the subject performs nothing");
}

void Choice::begin_walk() {
    taken_.assign(steps_.size(), 0);
    for (auto& guards : guards_)
        guards.forget();
}

void Choice::changed_by(tsl::Action const& action) {
    auto const symbols = updated_by(action);
    for (auto& guards : guards_)
        guards.changed(symbols);
}

bool Choice::hold(std::size_t step, tsl::Label const& label, tsl::State const& state, bool all) {
    auto const& own = steps_[step].own;
    for (std::size_t i = 0; i < own.size(); ++i)
        if ((all || !own[i]) && !guards_[step].holds(i, label, state)) return false;
    return true;
}

// Looks in an order of chance, so that none is preferred.
template <class Fits>
std::optional<Choice::Chosen> Choice::find(std::vector<std::size_t> const& among, Random& random, Fits fits) {
    auto const first_step = random.below(among.size());
    auto const passes = &among == &all_ ? 2U : 1U; // the second when there is nothing but what is rare
    for (std::size_t i = 0; i < passes * among.size(); ++i) {
        auto const step = among[(first_step + i) % among.size()];
        if (i < among.size() && !random.one_in(steps_[step].one_in)) continue;
        auto const& labels = steps_[step].labels;
        auto const first = random.below(labels.size());
        auto stride = random.between(1, labels.size());
        while (std::gcd(stride, labels.size()) != 1)
            --stride;
        for (std::size_t k = 0; k < labels.size(); ++k) {
            auto const& label = labels[(first + k * stride) % labels.size()];
            if (fits(step, label)) return Chosen{step, label};
        }
    }
    return std::nullopt;
}

// Of any kind, so that what must be refused is tried. More often such that all guards hold, as chance alone does not go
// deep; and of the subject's actions those that it may be asked for.
Choice::Chosen Choice::next(tsl::State const& state, Random& random) {
    auto const enabled = [&](std::size_t step, tsl::Label const& label) { return hold(step, label, state, true); };
    auto const asked = [&](std::size_t step, tsl::Label const& label) { return hold(step, label, state, false); };
    auto const kind = random.below(8);
    auto chosen = kind == 0 ? std::nullopt : kind == 1 ? find(performed_, random, asked) : find(all_, random, enabled);
    // Of two the one that the walk has taken less often: it goes on instead of to and fro.
    if (auto other = chosen && kind > 1 ? find(kind <= 3 ? performed_ : all_, random, enabled) : std::nullopt)
        if (taken_[other->step] < taken_[chosen->step]) chosen = other;
    if (!chosen) {
        auto const step = random.below(steps_.size());
        chosen = {step, random.of(steps_[step].labels)};
    }
    ++taken_[chosen->step];
    return *chosen;
}

} // namespace redoubt::conformance
