// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/pair.hpp"
#include "models/tsl/trace.hpp"
#include "test/models/refuted.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::tsl;
using redoubt::tsl::test::refuted;

namespace {

enum class Eyes { Closed, Open };

// A letter is put into a box at a time that nobody knows, and somebody looks at the box.
class Box : public Model {
public:
    struct Key : Abstract {};

    Function<bool(Key)> fits = rigid<bool(Key)>("fits");
    Function<bool()> full = state<bool()>("full");
    Function<bool()> open = state<bool()>("open");
    Function<bool()> seen = state<bool()>("seen");

    explicit Box(Eyes eyes) : Model("T2", "box", "a box") {
        axiom("TEST-BOX", "some key fits", exists([&](Term<Key> key) { return fits(key); }));
        initially(full, false);
        initially(open, false);
        initially(seen, false);
        action("put", {"sender", "box"}, [&](Action& act) { act.when("shut", !open()).set(full(), true); });
        action("look", {"reader", "box"},
               [&](Action& act) { act.set(seen(), eyes == Eyes::Open ? full() : Term<bool>(false)); });
        action("unlock", {"reader", "box"}, [&](Action& act, Term<Key> key) {
            act.when("fits", fits(key)).when("shut", !open()).set(open(), true).set(seen(), full());
        });
        safety("shut_or_open", "what is seen was there", implies(seen(), full()));
        cover("opened", open());
        instance({size<Key>(1)});
        finish();
    }
};

class TwoBoxes : public Pair {
public:
    explicit TwoBoxes(Box const& box, std::set<std::string> const& together = {"look", "unlock"},
                      std::set<std::string> const& secret = {})
        : Pair("T2b", "two_boxes", "two boxes", box, together, secret) {
        safety("unseen", "as long as both boxes are shut nobody can tell",
               implies(!left(box.open()) && !right(box.open()),
                       agree(box.seen) && possible_alike("unlock") && possible_alike("look")));
        cover("differs", left(box.full()) != right(box.full()));
        finish();
    }
};

} // namespace

TEST_CASE("two copies: what is done together is one action, all else is two") {
    TwoBoxes const pair{Box(Eyes::Closed)};
    std::vector<std::string> names;
    for (auto const& action : pair.actions())
        names.push_back(action.name());
    CHECK(names == std::vector<std::string>{"left_put", "right_put", "look", "unlock"});
    CHECK(pair.action("unlock").parameters().size() == 1);
    CHECK(pair.action("unlock").guards().size() == 4);
    CHECK(pair.action("left_put").guards().size() == 1);
}

TEST_CASE("two copies: a rigid function is shared unless it is secret") {
    auto const names = [](Model const& model) {
        std::vector<std::string> all;
        for (auto const& symbol : model.symbols())
            if (symbol->rigid) all.push_back(symbol->name);
        return all;
    };
    CHECK(names(TwoBoxes(Box(Eyes::Closed))) == std::vector<std::string>{"fits"});
    TwoBoxes const keys(Box(Eyes::Closed), {"look", "unlock"}, {"fits"});
    CHECK(names(keys) == std::vector<std::string>{"left_fits", "right_fits"});
    CHECK(keys.axioms().size() == 2);
}

TEST_CASE("two copies: what nobody can see is proven secret") {
    CHECK(refuted(TwoBoxes(Box(Eyes::Closed))).empty());
}

TEST_CASE("two copies: what somebody can read is refuted where he reads it") {
    CHECK(refuted(TwoBoxes(Box(Eyes::Open))) == std::vector<std::string>{"look unseen"});
}

TEST_CASE("two copies: what somebody can try is refuted where it works in one alone") {
    auto const found = refuted(TwoBoxes(Box(Eyes::Closed), {"look", "unlock"}, {"fits"}));
    CHECK(std::ranges::find(found, "start unseen") != found.end());
}

TEST_CASE("two copies: each moves as the system does") {
    Box const box(Eyes::Open);
    TwoBoxes const pair(box);
    Interpreter const interpreter(pair, pair.instances().front());
    State rigid(interpreter.cells(), 0);
    rigid[0] = 1; // the key fits
    auto const start = interpreter.start(rigid).value();
    auto const trace = replayed(interpreter, {start, {{&pair.action("left_put"), {}}, {&pair.action("look"), {}}}});
    CHECK(interpreter.changes(trace.states[0], trace.states[1]) == std::vector<std::string>{"left_full"});
    CHECK(interpreter.changes(trace.states[1], trace.states[2]) == std::vector<std::string>{"left_seen"});
    confirm_breaks(interpreter, trace, pair.property("unseen"));
}

TEST_CASE("two copies: a name that is none is refused") {
    CHECK_THROWS_AS(TwoBoxes(Box(Eyes::Closed), {"shout"}), std::runtime_error);
    CHECK_THROWS_AS(TwoBoxes(Box(Eyes::Closed), {}, {"full"}), std::logic_error);
}

TEST_CASE("two copies: a formula that says neither left nor right is refused") {
    class Confused : public Pair {
    public:
        explicit Confused(Box const& box) : Pair("T2c", "confused", "two boxes", box, {}, {}) {
            cover("full", box.full());
            finish();
        }
    };
    CHECK_THROWS_WITH_AS(Confused{Box(Eyes::Closed)}, "model: full speaks of full, which is another model's",
                         std::logic_error);
}
