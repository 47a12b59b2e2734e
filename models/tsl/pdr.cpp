// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/pdr.hpp"

#include <stdexcept>
#include <utility>

namespace redoubt::tsl {
namespace {

// The run that these inputs make, frame by frame, as the interpreter says. `seen` is called for each state, and for
// each step with its label and the next state; when it says true, that is the run.
template <class Seen>
Run run_of(Interpreter const& interpreter, Inputs const& inputs, std::vector<Frame> const& frames, Seen const& seen) {
    std::optional<State> state;
    Run run;
    for (auto const& frame : frames) {
        if (!state) {
            if (auto const rigid = inputs.rigid(frame)) state = interpreter.start(*rigid);
            if (state) run.start = *state;
            continue;
        }
        if (seen(*state, nullptr, *state)) return run;
        auto const label = inputs.choice(frame);
        if (!label || interpreter.refused(*label, *state)) continue;
        auto next = interpreter.after(*label, *state);
        run.labels.push_back(*label);
        if (seen(*state, &*label, next)) return run;
        state = std::move(next);
    }
    throw std::logic_error("the interpreter does not find in a run what ABC has found");
}

// The auxiliary properties that Model::finish() adds.
std::vector<Property const*> ranges(Model const& model) {
    std::vector<Property const*> all;
    for (auto const& symbol : model.symbols())
        if (!symbol->rigid && symbol->result->kind == Kind::Number)
            all.push_back(&model.property(symbol->name + "_in_range"));
    return all;
}

} // namespace

Checked Pdr::check(bool auxiliary) {
    auto const& model = interpreter_.model();
    return check(auxiliary ? model.all_properties() : model.required_properties());
}

Checked Pdr::check(Property const& property) {
    return check(std::vector{&property});
}

Checked Pdr::check(std::vector<Property const*> const& asked) {
    auto bad = circuit_.left_sort();
    for (auto const* property : asked)
        bad = circuit_.graph().either(bad, circuit_.broken(*property));
    auto const answer = abc_pdr(circuit_.graph(), bad, options_);
    if (answer.output == Reachability::Never) return {Answer::Proven};
    if (answer.output == Reachability::Undecided) return {Answer::Unknown, {}, answer.reason};

    auto all = asked;
    for (auto const* range : ranges(interpreter_.model()))
        all.push_back(range);
    Property const* broken = nullptr;
    auto const seen = [&](State const& state, Label const* label, State const& next) {
        for (auto const* property : all) {
            if ((property->kind == PropertyKind::Step) != (label != nullptr)) continue;
            auto const free = label != nullptr && !property->concerns(*label->action);
            if (!free && !interpreter_.holds(property->formula, state, next)) broken = property;
            if (broken != nullptr) return true;
        }
        return false;
    };
    auto const run = run_of(interpreter_, circuit_.inputs(), answer.frames, seen);
    auto trace = replayed(interpreter_, run);
    confirm_breaks(interpreter_, trace, *broken);
    return {Answer::Refuted, Breach{broken, std::move(trace)}};
}

Reached Pdr::reaches(Cover const& cover) {
    auto const answer = abc_pdr(circuit_.graph(), circuit_.reached(cover), options_);
    if (answer.output != Reachability::Found) return {answer.output, {}, answer.reason};
    auto const run = run_of(interpreter_, circuit_.inputs(), answer.frames,
                            [&](State const& state, Label const* label, State const&) {
                                return label == nullptr && interpreter_.holds(cover.formula, state);
                            });
    auto trace = replayed(interpreter_, run);
    if (!interpreter_.holds(cover.formula, trace.states.back()))
        throw std::logic_error("a run does not reach " + cover.name);
    return {Reachability::Found, std::move(trace), {}};
}

} // namespace redoubt::tsl
