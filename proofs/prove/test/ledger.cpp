// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/ledger.hpp"
#include "proofs/prove/baseline.hpp"
#include "proofs/prove/error.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace redoubt::prove;

namespace {

constexpr auto header = "| id | kind | name | place | why | source | exercised by |\n|---|---|---|---|---|---|---|\n";

std::string problem_of(std::string const& rows) {
    try {
        (void)parse_ledger(header + rows);
    } catch (CannotRun const& problem) {
        return problem.what();
    }
    return "none";
}

Unit unit_of(std::string const& source, std::vector<MappedFunction> functions, std::vector<Property> properties = {}) {
    return {.module = "m",
            .source = source,
            .map = {source, std::move(functions)},
            .record = {.properties = std::move(properties)}};
}

} // namespace

TEST_CASE("The ledger's rows are read, its prose is not") {
    auto const entries = parse_ledger(
        std::string("# Title\n\nText | with a bar\n\n") + header +
        "| `ASM-1` | contract | `vmread` | `monitor/arch/vmx.h` | an instruction | SDM 31 | `test/x.cpp` |\n");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].id == "ASM-1");
    CHECK(entries[0].kind == "contract");
    CHECK(entries[0].name == "vmread");
    CHECK(entries[0].place == "monitor/arch/vmx.h");
}

TEST_CASE("A ledger that cannot be read stops the run and names the line") {
    CHECK(problem_of("| `A` | axiom | `f` | `p` | why | src |\n").starts_with("the ledger, line 3: a row has 7 cells"));
    CHECK(problem_of("| `A` | guess | `f` | `p` | why | src | t |\n") == "the ledger, line 3: 'guess' is no kind");
    CHECK(problem_of("| `A` | axiom | `f` | `p` |  | src | t |\n") == "the ledger, line 3: a cell is empty");
    CHECK(problem_of("| `A` | axiom | `f` | `p` | w | s | t |\n| `A` | axiom | `g` | `p` | w | s | t |\n") ==
          "the ledger, line 4: 'A' stands there twice");
}

TEST_CASE("A contract that one unit uses and another proves needs no ledger") {
    MappedFunction const proven{
        .c = "g", .cxx = "g", .name = "g", .file = {}, .defined = true, .contract_text = "ensures x;"};
    auto used = proven;
    used.defined = false;
    std::vector<Property> const assumed{{"g", "Post-condition", "Extern"}, {"g", "Assigns nothing", "Extern"}};
    CHECK(judge_together({unit_of("a", {used}, assumed), unit_of("b", {proven})}, {}, {"m"}).empty());
    auto const twice =
        judge_together({unit_of("a", {used}, assumed), unit_of("b", {proven}), unit_of("c", {proven})}, {}, {"m"});
    REQUIRE(twice.size() == 1);
    CHECK(twice[0].reason == std::string(reason::callee));
}

TEST_CASE("A contract of another function of the same C name is not the one that is proven") {
    MappedFunction const proven{.c = "a_b_c",
                                .cxx = "_ZN1a3b_cEv",
                                .name = "a::b_c",
                                .file = {},
                                .defined = true,
                                .contract_text = "ensures x;"};
    auto used = proven;
    used.cxx = "_ZN3a_b1cEv";
    used.defined = false;
    auto const found = judge_together(
        {unit_of("a", {used}, {{"a_b_c", "Post-condition", "Extern"}}), unit_of("b", {proven})}, {}, {"m"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].reason == std::string(reason::callee));
}

TEST_CASE("An entry of the ledger admits its own words at its own place, and nothing else of that name") {
    auto unit = unit_of("m/a.cc", {}, {{"", "Axiom 'zero'", "Extern"}});
    unit.map.annotations = {{"logic", "m/a.h", "", "/*@ axiomatic A { axiom zero: f(0) == 0; } */"}};
    auto const missing = judge_together({unit}, {}, {"m"});
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].reason == std::string(reason::axiom));
    auto const name = missing[0].text.substr(missing[0].text.find("zero@"));

    auto const findings = [&](std::string const& listed, std::string const& place) {
        return judge_together(
            {unit}, parse_ledger(header + fmt::format("| `A` | axiom | `{}` | `{}` | w | s | t |\n", listed, place)),
            {"m"});
    };
    CHECK(findings(name, "m/a.h").empty());
    CHECK(findings(name, "m/b.h").size() == 1);
    CHECK(findings("zero", "m/a.h").size() == 1);
    unit.map.annotations[0].text = "/*@ axiomatic A { axiom zero: f(0) == 1; } */";
    REQUIRE(findings(name, "m/a.h").size() == 1);
    CHECK(findings(name, "m/a.h")[0].reason == std::string(reason::ledger));
}

TEST_CASE("An entry of the ledger is asked for only where its module is proven") {
    std::vector<LedgerEntry> const ledger{{"A", "axiom", "f", "monitor/other/x.h"},
                                          {"B", "general", "compiler", "everywhere"}};
    CHECK(judge_together({}, ledger, {"monitor/policy"}).empty());
    CHECK(judge_together({}, ledger, {"monitor/other"}).size() == 1);
}

TEST_CASE("A module without a baseline, or below it, is refused") {
    CHECK(judge_count("m", 3, std::nullopt));
    CHECK(judge_count("m", 3, 4));
    CHECK_FALSE(judge_count("m", 4, 4));
    CHECK(baseline_of(R"({"m": {"functions": 7}})", "m") == 7);
    CHECK_FALSE(baseline_of("{}", "m"));
    CHECK_THROWS_AS((void)baseline_of("{", "m"), CannotRun);
}
