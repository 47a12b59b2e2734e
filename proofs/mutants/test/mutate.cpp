// SPDX-License-Identifier: Apache-2.0
// redoubt-mutate: what it proposes, that its ids are stable, that annotations stay as they are.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "proofs/mutants/mutant.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

namespace redoubt::mutants {
namespace {

std::filesystem::path const kFolder = std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/mutants/test";

struct Expected {
    char const* function;
    char const* rule;
    char const* change;
};

constexpr Expected kExpected[] = {
    {"ops::difference", "arithmetic", "- → +"},
    {"ops::difference", "result", "high - low → 0"},
    {"ops::in_range", "negation", "open → !(open)"},
    {"ops::in_range", "guard", "open → false && (open)"},
    {"ops::in_range", "constant", "true → false"},
    {"ops::in_range", "not", "!(value > kSize) → (value > kSize)"},
    {"ops::in_range", "junction", "!(value > kSize) && value != 3 → ((!(value > kSize)) || (value != 3))"},
    {"ops::in_range", "result", "!(value > kSize) && value != 3 → !(!(value > kSize) && value != 3)"},
    {"ops::in_range", "boundary", "> → >="},
    {"ops::in_range", "relation", "> → <="},
    {"ops::in_range", "relation", "!= → =="},
    {"ops::in_range", "bound", "kSize → (kSize + 1)"},
    {"ops::in_range", "bound", "kSize → (kSize - 1)"},
    {"ops::in_range", "constant", "3 → 2"},
    {"ops::in_range", "constant", "3 → 4"},
    {"ops::make", "exchange", "a, .right = b → b, .right = a"},
    {"ops::next", "enumerator", "Green → Blue"},
    {"ops::next", "enumerator", "Blue → Red"},
    {"ops::next", "result", "colour → ops::Colour::Red"},
    {"ops::work", "statement", "pair.left = pair.left & mask; → (dropped)"},
    {"ops::work", "statement", "continue; → (dropped)"},
    {"ops::work", "arithmetic", "& → |"},
    {"ops::work", "arithmetic", "+= → -="},
    {"ops::work", "arithmetic", "++ → --"},
    {"ops::work", "arithmetic", "<< → >>"},
    {"ops::work", "exchange", "pair.left, pair.right → pair.right, pair.left"},
    {"ops::work", "boundary", "< → <="},
};

support::Outcome mutate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), REDOUBT_MUTATE);
    return support::run_captured({.argv = arguments});
}

std::vector<Mutant> list(std::filesystem::path const& file) {
    support::Scratch const scratch;
    auto const outcome =
        mutate({file, "--list", scratch / "list.json", "--root", REDOUBT_SOURCE_ROOT, "--", "-std=c++20"});
    REQUIRE_MESSAGE(outcome.ok(), outcome.err);
    return read_mutants(scratch / "list.json");
}

std::string annotations(std::string const& text) {
    static std::regex const comment(R"(/\*@[^]*?\*/|//@[^\n]*)");
    std::string all;
    for (std::sregex_iterator at(text.begin(), text.end(), comment), end; at != end; ++at)
        all += at->str() + "\n";
    return all;
}

} // namespace

TEST_CASE("redoubt-mutate: every operator proposes its change") {
    auto const all = list(kFolder / "operators.cc");
    for (auto const& expected : kExpected) {
        bool const there = std::ranges::any_of(all, [&](Mutant const& each) {
            return each.function == expected.function && each.rule == expected.rule && each.change() == expected.change;
        });
        auto const what = std::string(expected.function) + ": " + expected.rule + ": " + expected.change;
        CHECK_MESSAGE(there, what);
    }
}

TEST_CASE("redoubt-mutate: ids are unique, name file, function and operator, and no two mutants are the same text") {
    auto const all = list(kFolder / "operators.cc");
    std::set<std::string> ids;
    for (auto const& each : all) {
        CHECK(ids.insert(each.id).second);
        CHECK(each.id.starts_with("proofs/mutants/test/operators.cc:" + each.function + ":" + each.rule + ":"));
    }
    CHECK(ids.contains("proofs/mutants/test/operators.cc:ops::work:statement:1"));
}

TEST_CASE("redoubt-mutate: case labels are names, not computations") {
    for (auto const& each : list(kFolder / "operators.cc"))
        if (each.function == "ops::next" && each.rule == "enumerator") CHECK(each.original != "Red");
}

TEST_CASE("redoubt-mutate: a mutant differs in one place and keeps every annotation") {
    support::Scratch const scratch;
    auto const file = kFolder / "operators.cc";
    auto const text = support::read_file(file);
    REQUIRE(annotations(text).find("loop invariant") != std::string::npos);
    for (auto const& each : list(file)) {
        auto const outcome = mutate(
            {file, "--apply", each.id, "-o", scratch / "out.cc", "--root", REDOUBT_SOURCE_ROOT, "--", "-std=c++20"});
        REQUIRE_MESSAGE(outcome.ok(), outcome.err);
        auto const mutated = support::read_file(scratch / "out.cc");
        CHECK(mutated != text);
        CHECK(mutated.size() == text.size() - each.original.size() + each.replacement.size());
        CHECK(annotations(mutated) == annotations(text));
    }
}

TEST_CASE("redoubt-mutate: exits with 2 and a clear line when it cannot") {
    support::Scratch const scratch;
    auto const file = (kFolder / "operators.cc").string();
    CHECK(mutate({file, "--list", scratch / "x.json"}).err ==
          "redoubt-mutate: the compiler's flags are missing after --\n");
    CHECK(mutate({file, "--apply", "no:such:mutant:1", "-o", scratch / "x.cc", "--", "-std=c++20"}).err ==
          "redoubt-mutate: no such mutant: no:such:mutant:1\n");
    CHECK(mutate({file, "--", "-std=c++20"}).status == 2);
    std::ofstream(scratch / "broken.cc") << "int f() { return x; }\n";
    CHECK(mutate({scratch / "broken.cc", "--list", scratch / "x.json", "--", "-std=c++20"}).status == 2);
    CHECK_FALSE(std::filesystem::exists(scratch / "x.json"));
}

} // namespace redoubt::mutants
