// SPDX-License-Identifier: Apache-2.0
#include "models/trigger_secrecy.hpp"
#include "models/tsl/trace.hpp"
#include "test/models/refuted.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace redoubt::tsl;
using redoubt::models::TriggerSchedule;
using redoubt::models::TriggerSecrecy;
using redoubt::tsl::test::refuted;

namespace {

// All states of an instance that can be reached, with every start that the axioms allow; what breaks no property.
std::set<State> explored(Interpreter const& interpreter) {
    std::set<State> seen;
    std::vector<State> todo;
    auto const meet = [&](State const& state) {
        if (seen.insert(state).second) todo.push_back(state);
    };
    std::vector<State> starts = {State(interpreter.cells(), 0)};
    for (auto const& symbol : interpreter.model().symbols()) {
        if (!symbol->rigid) continue;
        for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i)
            for (auto n = starts.size(); n-- > 0;)
                for (Value value = 1; value < interpreter.size(*symbol->result); ++value) {
                    starts.push_back(starts[n]);
                    starts.back()[interpreter.offset(*symbol) + i] = value;
                }
    }
    for (auto const& rigid : starts)
        if (auto const start = interpreter.start(rigid)) meet(*start);
    auto const labels = interpreter.labels();
    while (!todo.empty()) {
        auto const state = todo.back();
        todo.pop_back();
        auto const* const broken = interpreter.violated(state);
        REQUIRE_MESSAGE(broken == nullptr, broken->name);
        for (auto const& label : labels)
            if (!interpreter.refused(label, state)) meet(interpreter.after(label, state));
    }
    return seen;
}

void check_covers(Model const& model) {
    Interpreter const interpreter(model, model.instances().front());
    auto const states = explored(interpreter);
    for (auto const& cover : model.covers()) {
        INFO(cover.name);
        CHECK(std::ranges::any_of(states, [&](State const& each) { return interpreter.holds(cover.formula, each); }));
    }
}

} // namespace

TEST_CASE("M5b is proven: the line's time is secret, for any number of pages and ticks") {
    CHECK(refuted(TriggerSchedule()).empty());
    CHECK(refuted(TriggerSecrecy()).empty());
}

TEST_CASE("M5b: the timer's time is not secret, for it can be read") {
    auto const found = refuted(TriggerSecrecy(TriggerSecrecy::Secret::Timer));
    CHECK(found == std::vector<std::string>{"read_timer time_is_secret", "read_timer no_warning"});
}

TEST_CASE("M5b: all states of a small instance keep the secret, and reach every cover") {
    check_covers(TriggerSchedule());
    check_covers(TriggerSecrecy());
}
