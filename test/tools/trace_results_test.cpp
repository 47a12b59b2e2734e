// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/results.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <fstream>

using namespace redoubt::trace;

TEST_CASE("trace: ctest's list gives names, labels and the ids in them") {
    auto const tests = tests_of_ctest(R"({"tests": [
        {"name": "REQ-POL-01, REQ-POL-06: a sentence", "properties": [{"name": "TIMEOUT", "value": 3}, {"name": "LABELS", "value": ["unit"]}]},
        {"name": "without"}]})");
    REQUIRE(tests.size() == 2);
    CHECK(tests[0].label == "unit");
    CHECK(tests[0].ids == std::vector<std::string>{"REQ-POL-01", "REQ-POL-06"});
    CHECK(tests[0].verdict == Verdict::NotRun);
    CHECK(tests[1].ids.empty());
}

TEST_CASE("trace: verdicts come from the last run's report") {
    std::vector<Test> tests{{"a & b", {}, {}, {}}, {"c", {}, {}, {}}, {"d", {}, {}, {}}};
    add_verdicts(tests, R"(<testcase name="a &amp; b" status="run"/><testcase name="c" status="fail"/>)");
    CHECK(tests[0].verdict == Verdict::Passed);
    CHECK(tests[1].verdict == Verdict::Failed);
    CHECK(tests[2].verdict == Verdict::NotRun);
}

TEST_CASE("trace: a clause stands in the last annotation that starts above it in its file") {
    auto const annotations = annotations_of_map(R"({
        "functions": [{"name": "stm::early", "c": "stm_early"}, {"name": "stm::late", "c": "stm_late"}],
        "annotations": [{"file": "a.h", "line": 20, "function": "stm_late"}, {"file": "a.h", "line": 10, "function": "stm_early"},
                        {"file": "a.h", "line": 30, "function": ""}, {"file": "b.h", "line": 11, "function": "stm_late"}]})");
    auto const name_at = [&](std::size_t line) {
        auto const* const found =
            annotation_of({.name = {}, .id = {}, .kind = {}, .place = {"a.h", line}}, annotations);
        return found == nullptr ? std::string("none") : found->name;
    };
    CHECK(name_at(9) == "none");
    CHECK(name_at(10) == "stm::early");
    CHECK(name_at(19) == "stm::early");
    CHECK(name_at(25) == "stm::late");
    CHECK(name_at(31).empty());
}

TEST_CASE("trace: goals count only where nothing else speaks against the module") {
    std::string const goals = R"("functions": [{"c": "f", "goals": [{"name": "f_ensures", "proven": true}]}])";
    CHECK(goals_of_proof(R"({"findings": [], )" + goals + "}").at(0).proven);
    CHECK(goals_of_proof(R"({"findings": [{"reason": "goal"}], )" + goals + "}").at(0).proven);
    for (std::string const reason : {"smoke", "axiom", "equality", "ledger", "termination"})
        CHECK_FALSE(goals_of_proof(R"({"findings": [{"reason": ")" + reason + "\"}], " + goals + "}").at(0).proven);
}

TEST_CASE("trace: a proof's start can be compared with the time of a file") {
    auto const file = std::filesystem::temp_directory_path() / "redoubt-test-written";
    auto const now = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
    auto const start = [&](std::chrono::nanoseconds later) {
        return start_of_proof("{\"started\": " + std::to_string(now + later.count()) + "}");
    };
    std::ofstream(file) << "text";
    CHECK(std::filesystem::last_write_time(file) > start(std::chrono::seconds(-2)));
    CHECK(std::filesystem::last_write_time(file) < start(std::chrono::seconds(2)));
    CHECK(std::filesystem::last_write_time(file) > start_of_proof("{}"));
}

TEST_CASE("trace: malformed results are errors, not empty results") {
    CHECK_THROWS((void)annotations_of_map("{"));
    CHECK_THROWS((void)annotations_of_map("{}"));
    CHECK_THROWS((void)goals_of_proof("{\"functions\": [{\"goals\": [{}]}]}"));
    CHECK_THROWS((void)tests_of_ctest("no json"));
}

TEST_CASE("trace: a model's property is proven when both solvers say so and nothing speaks against the model") {
    auto const text = [](std::string const& cvc5, std::string const& complaints) {
        return R"({"models": [{"id": "M9", "complaints": [)" + complaints + R"(], "properties": [
            {"name": "kept", "text": "REQ-POL-01, REQ-POL-02: it is kept", "z3": "proven", "cvc5": ")" +
               cvc5 + R"("}]}]})";
    };
    auto const good = properties_of_models(text("proven", ""));
    REQUIRE(good.size() == 1);
    CHECK(good.front().proven);
    CHECK(good.front().ids == std::vector<std::string>{"REQ-POL-01", "REQ-POL-02"});
    CHECK_FALSE(properties_of_models(text("open", "")).front().proven);
    CHECK_FALSE(properties_of_models(text("proven", R"("a cover is not reached")")).front().proven);
}
