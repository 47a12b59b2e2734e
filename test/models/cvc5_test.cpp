// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/cvc5.hpp"
#include "models/tsl/states.hpp"
#include "test/models/doors.hpp"
#include "test/models/lock.hpp"
#include "test/models/timer.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace redoubt::tsl;
using redoubt::tsl::test::Cpu;
using redoubt::tsl::test::Doors;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;
using redoubt::tsl::test::Timer;

namespace {

using Names = std::set<std::pair<std::string, std::string>>; // of actions and properties

constexpr std::chrono::seconds kLimit{20};

std::string name_of(Action const* action) {
    return action == nullptr ? "initial" : action->name();
}

Names not_proven(Model const& model, Solver const& solver) {
    Names names;
    for (auto const& verdict : verdicts(model, solver))
        if (verdict.answer != Answer::Proven) names.emplace(name_of(verdict.action), verdict.property->name);
    return names;
}

// What neither solver proves; they have to agree.
Names not_proven(Model const& model) {
    auto names = not_proven(model, cvc5(kLimit));
    CHECK(not_proven(model, z3(kLimit)) == names);
    return names;
}

std::string announced(Script const& script, std::string const& word) {
    std::string text;
    for (auto const* property : script.asked)
        text += announcement(script, *property) + "\n" + word + "\n";
    return text;
}

// The lock again, with and without what its proof needs.
class Bare : public Model {
public:
    Function<bool(Cpu)> inside = state<bool(Cpu)>("inside");
    Function<bool()> taken = state<bool()>("taken");

    explicit Bare(bool with_auxiliary) : Model("T2", "bare", "a lock") {
        initially(inside, false);
        initially(taken, false);
        action("enter", {"cpu", "lock"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("free", !taken()).set(inside(cpu), true).set(taken(), true);
        });
        safety("one_inside", "no two are inside",
               for_all([&](Term<Cpu> a, Term<Cpu> b) { return implies(inside(a) && inside(b), a == b); }));
        if (with_auxiliary)
            auxiliary("taken_by_somebody", "who is inside has the lock",
                      for_all([&](Term<Cpu> cpu) { return implies(inside(cpu), taken()); }));
        cover("inside", exists([&](Term<Cpu> cpu) { return inside(cpu); }));
        instance({size<Cpu>(2)});
        finish();
    }
};

} // namespace

TEST_CASE("cvc5 and the program z3 prove all conditions of a model without a flaw, and these are all there are") {
    Lock const lock;
    auto const expected = conditions(lock);
    for (auto const& solver : {cvc5(kLimit), z3(kLimit)}) {
        auto const found = verdicts(lock, solver);
        REQUIRE(found.size() == expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].action == expected[i].action);
            CHECK(found[i].property == expected[i].property);
            CHECK(found[i].answer == Answer::Proven);
        }
    }
}

TEST_CASE("in a model with a flaw, exactly the broken condition is not proven") {
    CHECK(not_proven(Lock(Flaw::NoLock)) == Names{{"enter", "one_inside"}});
    CHECK(not_proven(Lock(Flaw::LosesCount)) == Names{{"enter", "counted"}});
}

TEST_CASE("a count that no guard stops does not stay in its sort") {
    CHECK(not_proven(Lock().without_guard(1, 1)) == Names{{"enter", "uses_in_range"}}); // enter: uses left
}

TEST_CASE("without the invariant that it needs, a proof fails") {
    CHECK(not_proven(Bare(true)).empty());
    CHECK(not_proven(Bare(false)) == Names{{"enter", "one_inside"}});
}

TEST_CASE("names that clash elsewhere are kept apart") {
    Doors const doors;
    CHECK(not_proven(doors).empty());
    CHECK(not_proven(doors.without_guard(0, 0)) == Names{{"open", "one_open"}});
    CHECK(not_proven(doors.without_guard(1, 0)) == Names{{"open_gate", "one_open"}});
}

TEST_CASE("numbers are those of their sort: rigid ones, bound ones and parameters") {
    CHECK(not_proven(Timer()).empty());
    CHECK(not_proven(Timer(2)) == Names{{"initial", "has_a_price"},
                                        {"initial", "left_in_range"},
                                        {"refill", "has_a_price"},
                                        {"refill", "left_in_range"}});
    CHECK(not_proven(Timer().without_guard(1, 0)) == Names{{"tick", "has_a_price"}, {"tick", "left_in_range"}});
}

TEST_CASE("an answer is taken for one only as part of all of them") {
    Lock const lock;
    auto const script = scripts(lock).front();
    auto const good = announced(script, "unsat");
    CHECK(answers(script, good) == std::vector<Answer>(script.asked.size(), Answer::Proven));
    CHECK(answers(script, announced(script, "sat")).at(0) == Answer::Refuted);
    CHECK(answers(script, announced(script, "unknown")).at(0) == Answer::Unknown);

    auto another = script;
    std::ranges::reverse(another.asked);
    auto const refused = [&](std::string const& output) {
        CHECK_THROWS_AS((void)answers(script, output), std::runtime_error);
    };
    refused("");
    refused(good.substr(0, good.rfind("unsat")));        // the last answer is missing
    refused(good.substr(0, good.size() - 1));            // the last line does not end
    refused(good.substr(good.find("unsat\n") + 6));      // the first condition is missing
    refused(good.substr(0, good.find('\n') + 1) + good); // one is asked twice, and answered once
    refused("unsat\n" + good);                           // a line before
    refused(good + "unsat\n");                           // a line after
    refused(good + "\n");                                // an empty one
    refused("(error \"unknown constant\")\n" + good);    // an error
    refused(announced(script, "timeout"));               // no answer
    refused(announced(script, "unsat "));                // nearly one
    refused(announced(another, "unsat"));                // those to the same questions, but in another order
    refused("unsupported\n; ignored\n" + good);          // a warning
}

TEST_CASE("a solver that is missing, fails or warns is said to, and proves nothing") {
    Lock const lock;
    CHECK_THROWS_WITH_AS((void)verdicts(lock, {{"no-such-solver"}, kLimit}),
                         doctest::Contains("no-such-solver cannot be started: is it installed?"), std::runtime_error);
    CHECK_THROWS_WITH_AS((void)verdicts(lock, {{"sh", "-c", "exit 3"}, kLimit}),
                         doctest::Contains("sh ends with 3, on "), std::runtime_error);
    auto warns = cvc5(kLimit);
    warns.argv = {"sh", "-c", "echo careful >&2; exec cvc5 --lang=smt2 --incremental \"$0\""};
    CHECK_THROWS_WITH_AS((void)verdicts(lock, warns), doctest::Contains("careful"), std::runtime_error);
}
