// SPDX-License-Identifier: Apache-2.0
#include "models/measurement_trigger.hpp"
#include "models/tsl/proof.hpp"
#include "models/tsl/trace.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <set>

using namespace redoubt::tsl;
using redoubt::models::MeasurementTrigger;

namespace {

struct Switches {
    bool holds_others;
    bool at_once;
};

// A small instance, and runs of it.
class Small {
public:
    [[nodiscard]] Interpreter const& interpreter() const { return interpreter_; }
    [[nodiscard]] State start(Switches switches) const {
        State rigid(interpreter_.cells(), 0);
        auto const put = [&](Symbol const& symbol, Value value) { rigid[interpreter_.offset(symbol)] = value; };
        put(model_.holds_others.symbol(), switches.holds_others ? 1 : 0);
        put(model_.at_once.symbol(), switches.at_once ? 1 : 0);
        put(model_.period.symbol(), 2);
        put(model_.budget.symbol(), 1);
        put(model_.patience.symbol(), 4);
        return interpreter_.start(rigid).value();
    }
    [[nodiscard]] Label label(std::string const& name, std::vector<Value> arguments) const {
        return {&model_.action(name), std::move(arguments)};
    }
    [[nodiscard]] bool reaches(std::string const& cover, Switches switches, std::vector<Label> labels) const {
        auto const trace = replayed(interpreter_, {start(switches), std::move(labels)});
        auto const found = std::ranges::find(model_.covers(), cover, &Cover::name);
        REQUIRE(found != model_.covers().end());
        return interpreter_.holds(found->formula, trace.states.back());
    }

private:
    MeasurementTrigger model_;
    Interpreter interpreter_{model_, model_.instances().front()};
};

constexpr Value a = 0; // processors
constexpr Value b = 1;

// Random steps, first the action and then its arguments, each walk without some of the actions.
class Walker {
public:
    Walker(Interpreter const& interpreter, unsigned seed) : interpreter_(interpreter), random_(seed) {
        for (auto const& label : interpreter.labels())
            labels_[label.action].push_back(label);
    }
    template <class See>
    void walk(State state, int steps, See const& see) {
        std::vector<std::vector<Label> const*> use;
        for (auto const& action : interpreter_.model().actions())
            if (random_() % 3 != 0) use.push_back(&labels_.at(&action));
        for (auto n = 0; n < steps && !use.empty(); ++n) {
            auto const& choice = *use[random_() % use.size()];
            auto const& label = choice[random_() % choice.size()];
            if (interpreter_.refused(label, state)) continue;
            auto next = interpreter_.after(label, state);
            see(label, state, next);
            state = std::move(next);
        }
    }
    [[nodiscard]] bool toss() { return random_() % 2 == 0; }

private:
    Interpreter const& interpreter_;
    std::mt19937 random_;
    std::map<Action const*, std::vector<Label>> labels_;
};

} // namespace

TEST_CASE("M5 is proven for any number of processors, pages, reports and ticks") {
    MeasurementTrigger const model;
    for (auto const& finding : prove(model)) {
        INFO((finding.action == nullptr ? "start" : finding.action->name()), " ", finding.property->name, "\n",
             finding.text);
        CHECK(finding.answer == Answer::Proven);
    }
}

TEST_CASE("M5: random runs reach the plain covers and break nothing") {
    Small const small;
    auto const& interpreter = small.interpreter();
    Walker walker(interpreter, 1);
    std::set<std::string> reached;
    for (auto walks = 0; walks < 2000; ++walks)
        walker.walk(small.start({walker.toss(), walker.toss()}), 150,
                    [&](auto const& label, auto const& at, auto const& next) {
                        auto const* broken = interpreter.violated(next);
                        if (broken == nullptr) broken = interpreter.violated(label, at, next);
                        REQUIRE_MESSAGE(broken == nullptr, broken->name);
                        for (auto const& cover : interpreter.model().covers())
                            if (!reached.contains(cover.name) && interpreter.holds(cover.formula, next))
                                reached.insert(cover.name);
                    });
    for (auto const& cover : interpreter.model().covers()) {
        if (cover.name.starts_with("scrubbed") || cover.name == "two_honest_answers") continue; // below
        INFO(cover.name);
        CHECK(reached.contains(cover.name));
    }
}

TEST_CASE("M5: when all are honest, each period has its answer and no alarm") {
    Small const small;
    std::vector<Label> run;
    auto const step = [&](auto const& name, std::vector<Value> arguments = {}) {
        run.push_back(small.label(name, std::move(arguments)));
    };
    for (auto const report : {0, 1}) {
        for (auto ticks = report; ticks < 2; ++ticks) // the first run takes a tick of the second period
            step("tick");
        step("fire");
        step("take_smi", {a});
        step("take_smi", {b});
        step("begin", {a});
        step("tick");
        step("measure", {0});
        step("finish", {report});
        step("take", {report});
        step("challenge");
    }
    CHECK(small.reaches("two_honest_answers", {.holds_others = true, .at_once = false}, run));
}

TEST_CASE("M5: a processor that is let go scrubs ahead of the module") {
    Small const small;
    auto const step = [&](auto const& name, std::vector<Value> arguments = {}) { return small.label(name, arguments); };
    CHECK(small.reaches("scrubbed_ahead_of_the_module", {.holds_others = false, .at_once = true},
                        {step("tamper", {a, 0}), step("pull"), step("take_smi", {a}), step("take_smi", {b}),
                         step("begin", {a}), step("scrub", {b, 0}), step("measure", {0}), step("finish", {0}),
                         step("take", {0}), step("tamper", {b, 0})}));
}

TEST_CASE("M5: a processor that is late sees the others go, and scrubs") {
    Small const small;
    auto const step = [&](auto const& name, std::vector<Value> arguments = {}) { return small.label(name, arguments); };
    CHECK(small.reaches("scrubbed_by_a_late_processor", {.holds_others = true, .at_once = false},
                        {step("tamper", {a, 0}), step("pull"), step("take_smi", {a}), step("scrub", {b, 0}),
                         step("take_smi", {b}), step("begin", {a}), step("measure", {0}), step("finish", {0}),
                         step("take", {0}), step("tamper", {b, 0})}));
}

TEST_CASE("M5: a handler in which SMIs are blocked sees the trigger, scrubs, and returns") {
    Small const small;
    auto const step = [&](auto const& name, std::vector<Value> arguments = {}) { return small.label(name, arguments); };
    CHECK(
        small.reaches("scrubbed_by_a_handler", {.holds_others = true, .at_once = true},
                      {step("tamper", {a, 0}), step("software_smi", {a}), step("take_smi", {a}), step("take_smi", {b}),
                       step("forward"), step("leave_handler", {a}), step("pull"), step("take_smi", {a}),
                       step("scrub", {b, 0}), step("leave_handler", {b}), step("take_smi", {b}), step("begin", {a}),
                       step("measure", {0}), step("finish", {0}), step("take", {0}), step("tamper", {b, 0})}));
}
