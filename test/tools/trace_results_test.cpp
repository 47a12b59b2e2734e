// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/results.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("trace: a clause belongs to the next function below it that has it") {
    auto const functions = functions_of_map(R"({"functions": [
        {"name": "stm::late", "c": "stm_late", "file": "a.h", "line": 30, "clauses": ["REQ_POL_01_x"]},
        {"name": "stm::early", "c": "stm_early", "file": "a.h", "line": 20, "clauses": ["REQ_POL_01_x"]},
        {"name": "stm::other", "c": "stm_other", "file": "a.h", "line": 11, "clauses": []},
        {"name": "stm::elsewhere", "c": "stm_elsewhere", "file": "b.h", "line": 12, "clauses": ["REQ_POL_01_x"]}]})");
    std::vector<Clause> clauses{{.name = "REQ_POL_01_x", .id = {}, .kind = {}, .function = {}, .place = {"a.h", 10}},
                                {.name = "REQ_POL_01_x", .id = {}, .kind = {}, .function = {}, .place = {"a.h", 25}},
                                {.name = "REQ_POL_01_x", .id = {}, .kind = {}, .function = {}, .place = {"a.h", 31}}};
    attach_functions(clauses, functions);
    CHECK(clauses[0].function == "stm::early");
    CHECK(clauses[1].function == "stm::late");
    CHECK(clauses[2].function.empty());
}

TEST_CASE("trace: malformed results are errors, not empty results") {
    CHECK_THROWS((void)functions_of_map("{"));
    CHECK_THROWS((void)functions_of_map("{}"));
    CHECK_THROWS((void)goals_of_proof("{\"functions\": [{\"goals\": [{}]}]}"));
    CHECK_THROWS((void)tests_of_ctest("no json"));
}
