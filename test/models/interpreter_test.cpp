// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/interpreter.hpp"
#include "models/tsl/states.hpp"
#include "models/tsl/trace.hpp"
#include "test/models/lock.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace redoubt::tsl;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;

namespace {

// All processors may take the lock.
State start_of(Interpreter const& interpreter, Lock const& lock) {
    State rigid(interpreter.cells(), 0);
    for (std::size_t i = 0; i < interpreter.cells(lock.privileged.symbol()); ++i)
        rigid[interpreter.offset(lock.privileged.symbol()) + i] = 1;
    return interpreter.start(rigid).value();
}

enum class Light { Red, Green };

} // namespace

TEST_CASE("names of sorts and enumerators are those of the C++ types") {
    Lock const lock;
    auto const& place = lock.place.symbol();
    CHECK(place.result->name == "Place");
    CHECK(place.result->values == std::vector<std::string>{"Outside", "Waiting", "Inside"});
    CHECK(place.arguments.at(0)->name == "Cpu");
    CHECK(place.arguments.at(0)->kind == Kind::Abstract);
    CHECK(lock.uses.symbol().result->kind == Kind::Number);
    CHECK(sort<Light>().values == std::vector<std::string>{"Red", "Green"});
}

TEST_CASE("an action changes what it sets, and nothing else") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().front());
    auto const start = start_of(interpreter, lock);
    Label const ask{&lock.action("ask"), {1}};
    REQUIRE_FALSE(interpreter.refused(ask, start));
    auto const asked = interpreter.after(ask, start);
    CHECK(interpreter.changes(start, asked) == std::vector<std::string>{"place(Cpu1) = Waiting"});
    Label const enter{&lock.action("enter"), {1}};
    CHECK(interpreter.changes(asked, interpreter.after(enter, asked)) ==
          std::vector<std::string>{"place(Cpu1) = Inside", "taken", "uses = 1"});
}

TEST_CASE("a refused action names the guard") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().front());
    auto const start = start_of(interpreter, lock);
    CHECK(interpreter.refused({&lock.action("enter"), {0}}, start) == "waiting");
}

TEST_CASE("a start that an axiom excludes is none") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().front());
    CHECK_FALSE(interpreter.start(State(interpreter.cells(), 0)));
}

TEST_CASE("all labels: each action with all its arguments") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().back());
    CHECK(interpreter.labels().size() == 9);
}

TEST_CASE("a run that the interpreter cannot take is refused") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().front());
    auto const start = start_of(interpreter, lock);
    Run const run{start, {{&lock.action("ask"), {0}}, {&lock.action("leave"), {0}}}};
    CHECK_THROWS_WITH_AS((void)replayed(interpreter, run), "step 2 of a run, leave(Cpu0), cannot be taken: inside",
                         std::logic_error);
    auto elsewhere = start;
    elsewhere.back() = 1;
    CHECK_THROWS_AS((void)replayed(interpreter, {elsewhere, {}}), std::logic_error);
}

TEST_CASE("a run that breaks nothing is not taken for one that does") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().front());
    auto const trace = replayed(interpreter, {start_of(interpreter, lock), {{&lock.action("ask"), {0}}}});
    CHECK_THROWS_AS(confirm_breaks(interpreter, trace, lock.property("one_inside")), std::logic_error);
    CHECK_THROWS_AS(confirm_breaks(interpreter, trace, lock.property("counted")), std::logic_error);
}

TEST_CASE("what a formula says of the next state, it says of this one before the action") {
    for (auto const flaw : {Flaw::None, Flaw::NoLock, Flaw::LosesCount}) {
        Lock const lock(flaw);
        Interpreter const interpreter(lock, lock.instances().back());
        auto const labels = interpreter.labels();
        std::mt19937 random(1);
        for (auto n = 0; n < 3000; ++n) {
            State state(interpreter.cells());
            for (auto const& symbol : lock.symbols())
                for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i)
                    state[interpreter.offset(*symbol) + i] =
                        static_cast<Value>(random() % static_cast<unsigned>(interpreter.size(*symbol->result)));
            auto const& label = labels[random() % labels.size()];
            auto const next = interpreter.after(label, state);
            for (auto const& property : lock.properties()) {
                auto const step = property.kind == PropertyKind::Step ? property.formula : of_next(property.formula);
                CHECK(interpreter.holds(step, state, next) == interpreter.holds(before(*label.action, step), state,
                                                                                label.action->parameters(),
                                                                                label.arguments));
            }
        }
    }
}

TEST_CASE("without one of its guards an action is taken where it was not") {
    Lock const lock;
    auto const changed = lock.without_guard(1, 2); // enter: free
    CHECK(changed.actions()[1].guards().size() == 2);
    CHECK(lock.actions()[1].guards().size() == 3);
}
