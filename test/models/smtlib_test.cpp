// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/smtlib.hpp"
#include "test/models/lock.hpp"
#include "test/models/timer.hpp"
#include "tools/support/scratch.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

using namespace redoubt::tsl;
using redoubt::tsl::test::Lock;
using redoubt::tsl::test::Timer;

namespace {

struct Cpu : Abstract {};

class TwoFunctions : public Model {
public:
    TwoFunctions() : Model("T5", "two_functions", "two functions of one name") {
        (void)rigid<bool()>("same");
        (void)rigid<bool(Cpu)>("same");
    }
};

class TwoSorts : public Model {
public:
    TwoSorts() : Model("T6", "two_sorts", "two sorts of one name") {
        (void)rigid<bool(Cpu)>("one");
        (void)rigid<bool(redoubt::tsl::test::Cpu)>("other");
    }
};

} // namespace

TEST_CASE("two functions of one name, and two sorts, are refused") {
    CHECK_THROWS_WITH_AS((void)TwoFunctions(), "model: two functions same", std::logic_error);
    CHECK_THROWS_WITH_AS((void)scripts(TwoSorts()), "not the only one of that name: Cpu", std::logic_error);
}

TEST_CASE("an action that is free of a step property is not asked for it") {
    Timer const timer;
    auto const all = scripts(timer);
    REQUIRE(all.size() == 4);
    CHECK(all[1].name() == "action.set");
    CHECK(all[1].text.find("never_more") == std::string::npos);
    CHECK(all[2].text.find("never_more") != std::string::npos);
}

TEST_CASE("the script of a model is the same each time") {
    Lock const first;
    Lock const second;
    auto const one = scripts(first);
    auto const other = scripts(second);
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i)
        CHECK(one[i].text == other[i].text);
}

TEST_CASE("scripts are written to a folder, one a file") {
    Lock const lock;
    redoubt::support::Scratch const scratch;
    for (auto const& script : scripts(lock)) {
        auto const path = write(script, scratch / "lock");
        CHECK(path == scratch / "lock" / (script.name() + ".smt2"));
        std::ifstream file(path);
        CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == script.text);
    }
    CHECK(std::filesystem::exists(scratch / "lock" / "action.enter.smt2"));
    CHECK_THROWS_AS(write(scripts(lock).front(), "/dev/null/lock"), std::exception);
}
