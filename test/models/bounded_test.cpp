// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/bounded.hpp"
#include "test/models/lock.hpp"

#include <doctest/doctest.h>

using namespace redoubt::tsl;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;
using namespace std::chrono_literals;

namespace {

constexpr Bound bound{8, 20s};

class Obedient : public Model { // good, because an axiom says so
public:
    Obedient() : Model("T8", "obedient", "what an axiom keeps good") {
        auto const allowed = rigid<bool()>("allowed");
        auto const bad = state<bool()>("bad");
        axiom("TEST-ALLOWED", "it is", allowed());
        initially(bad, false);
        action("go", {"somebody", "somebody"}, [&](Action& act) { act.set(bad(), !allowed()); });
        safety("never_bad", "nothing bad happens", !bad());
        cover("start", !bad());
        instance({});
        finish();
    }
};

class Traffic : public Model { // of whose light nothing is said but how it changes
public:
    enum class Colour { Red, Yellow, Green };
    Traffic() : Model("T11", "traffic", "a light") {
        auto const colour = state<Colour()>("colour");
        auto const is = [&](Colour which) { return colour() == which; };
        initially(colour, Colour::Red);
        action("change", {"light", "light"}, [&](Action& act) {
            act.set(colour(),
                    if_else(is(Colour::Red), Colour::Green, if_else(is(Colour::Green), Colour::Yellow, Colour::Red)));
        });
        step("yellow_ends", "what is neither red nor green is yellow, and becomes red",
             implies(!is(Colour::Red) && !is(Colour::Green), is(Colour::Yellow) && colour.next() == Colour::Red));
        cover("green", is(Colour::Green));
        instance({});
        finish();
    }
};

} // namespace

TEST_CASE("a search finds the shortest run to what is wanted") {
    Lock const lock;
    for (auto const& cover : lock.covers()) {
        auto const trace = search(lock, lock.instances().front(), cover, bound);
        REQUIRE(trace);
        CHECK(trace->labels.size() == (cover.name == "used_up" ? 5 : 2)); // two uses, with a leave in between
    }
}

TEST_CASE("a search finds what breaks a property of a state, and of a step") {
    Lock const open(Flaw::NoLock);
    auto const both = search(open, open.instances().front(), open.required_properties(), bound).breach;
    REQUIRE(both);
    CHECK(both->property->name == "one_inside");
    CHECK(both->trace.labels.size() == 4);
    Lock const careless(Flaw::LosesCount);
    auto const lost = search(careless, careless.instances().front(), careless.required_properties(), bound).breach;
    REQUIRE(lost);
    CHECK(lost->property->name == "counted");
    CHECK(lost->trace.labels.size() == 2);
}

TEST_CASE("a search finds nothing that is wrong with a good lock") {
    Lock const lock;
    auto const found = search(lock, lock.instances().front(), lock.all_properties(), bound);
    CHECK_FALSE(found.breach);
    CHECK(found.steps == bound.steps);
}

TEST_CASE("induction proves a good lock, and refutes others") {
    Lock const lock;
    auto const with_help = induction(lock, lock.instances().back(), lock.all_properties(), bound);
    CHECK(with_help.answer == Answer::Proven);
    CHECK(with_help.k == 1);
    Lock const open(Flaw::NoLock);
    auto const refuted = induction(open, open.instances().front(), open.all_properties(), bound);
    CHECK(refuted.answer == Answer::Refuted);
    REQUIRE(refuted.breach);
    CHECK(refuted.breach->property->name == "one_inside");
}

TEST_CASE("induction does not prove what it cannot") {
    Lock const lock;
    auto const alone = induction(lock, lock.instances().back(), lock.required_properties(), {1, 20s});
    CHECK(alone.answer == Answer::Unknown);
}

TEST_CASE("induction knows the axioms in every state, not only in the first") {
    Obedient const model;
    auto const result = induction(model, model.instances().front(), model.all_properties(), bound);
    CHECK(result.answer == Answer::Proven);
    CHECK(result.k == 1);
}

TEST_CASE("induction begins with states that there are: a value is one of its sort's") {
    Traffic const model;
    CHECK(induction(model, model.instances().front(), model.all_properties(), bound).answer == Answer::Proven);
}

TEST_CASE("induction takes a step before it believes a property of steps") {
    Lock const careless(Flaw::LosesCount);
    auto const result = induction(careless, careless.instances().front(), {&careless.property("counted")}, bound);
    CHECK(result.answer == Answer::Refuted);
    CHECK(result.k == 2);
}
