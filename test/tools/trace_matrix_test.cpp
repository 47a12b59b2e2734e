// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/matrix.hpp"

#include <doctest/doctest.h>

using namespace redoubt::trace;

namespace {

Requirements three() {
    return parse_requirements("## POL: policy\n| REQ-POL-01 | a <b> | P1 | policy |\n| REQ-POL-02 | b | P1 | policy |\n"
                              "| REQ-POL-03 | c | P1 | OS | by nothing |\n");
}

Clause clause(std::string name, std::string id) {
    return {.name = std::move(name), .id = std::move(id), .kind = "ensures", .place = {"a.h", 1}};
}

Results with_goals(std::vector<Goal> goals) {
    return {.annotations = {{{"a.h", 1}, "f", "stm::f"}}, .goals = std::move(goals), .tests = {}};
}

Standing first(Sources const& sources, Results const& results) {
    return make_matrix(three(), sources, results).rows.at(0).standing;
}

} // namespace

TEST_CASE("trace: without clause and test a requirement is open, or assumed when it is another's duty") {
    auto const matrix = make_matrix(three(), {}, {});
    CHECK(matrix.errors.empty());
    CHECK(matrix.rows.at(0).standing == Standing::Open);
    CHECK(matrix.rows.at(2).standing == Standing::Assumed);
    CHECK(matrix.count(Standing::Open) == 2);
}

TEST_CASE("trace: proven needs every goal of every clause, and at least one for each") {
    Sources const one{.mentions = {}, .clauses = {clause("REQ_POL_01_x", "REQ-POL-01")}};
    Sources const two{.mentions = {},
                      .clauses = {clause("REQ_POL_01_x", "REQ-POL-01"), clause("REQ_POL_01_y", "REQ-POL-01")}};
    auto const proven = with_goals({{"f", "typed_f_ensures_REQ_POL_01_x", true}});
    auto const half = with_goals(
        {{"f", "typed_f_ensures_REQ_POL_01_x_part1", true}, {"f", "typed_f_ensures_REQ_POL_01_x_part2", false}});
    CHECK(first(one, {}) == Standing::Unchecked);
    CHECK(first(one, proven) == Standing::Proven);
    CHECK(first(two, proven) == Standing::Unchecked);
    CHECK(first(one, half) == Standing::Broken);
}

TEST_CASE("trace: a precondition without goals is for callers, and proves nothing by itself") {
    auto precondition = clause("REQ_POL_01_before", "REQ-POL-01");
    precondition.kind = "requires";
    CHECK(first({.mentions = {}, .clauses = {precondition}}, {}) == Standing::Unchecked);
    CHECK(first({.mentions = {}, .clauses = {precondition, clause("REQ_POL_01_x", "REQ-POL-01")}},
                with_goals({{"f", "f_ensures_REQ_POL_01_x", true}})) == Standing::Proven);
    CHECK(first({.mentions = {}, .clauses = {precondition}},
                with_goals({{"g", "f_requires_REQ_POL_01_before", false}})) == Standing::Broken);
}

TEST_CASE("trace: a goal counts for the longest clause name that it holds") {
    Sources const sources{.mentions = {},
                          .clauses = {clause("REQ_POL_01_x", "REQ-POL-01"), clause("REQ_POL_01_x_too", "REQ-POL-01")}};
    auto const matrix = make_matrix(three(), sources, with_goals({{"f", "typed_f_ensures_REQ_POL_01_x_too", true}}));
    CHECK(matrix.rows.at(0).clauses.at(0).goals == 0);
    CHECK(matrix.rows.at(0).clauses.at(1).goals == 1);
    auto const other = make_matrix(three(), sources, with_goals({{"f", "typed_f_ensures_REQ_POL_01_xy", true}}));
    CHECK(other.rows.at(0).clauses.at(0).goals == 0);
}

TEST_CASE("trace: a goal of another function of the same clause name does not count") {
    Sources const sources{.mentions = {}, .clauses = {clause("REQ_POL_01_x", "REQ-POL-01")}};
    CHECK(first(sources, with_goals({{"g", "typed_g_ensures_REQ_POL_01_x", true}})) == Standing::Unchecked);
}

TEST_CASE("trace: a failed test breaks a requirement, a passed one alone is tested") {
    auto const with_test = [](Verdict verdict) {
        return Results{.annotations = {},
                       .goals = {},
                       .tests = {{.name = "t", .label = {}, .verdict = verdict, .ids = {"REQ-POL-01"}}}};
    };
    CHECK(first({}, with_test(Verdict::Passed)) == Standing::Tested);
    CHECK(first({}, with_test(Verdict::Failed)) == Standing::Broken);
    CHECK(first({}, with_test(Verdict::NotRun)) == Standing::Unchecked);
}

TEST_CASE("trace: an id that does not exist is an error, wherever it stands") {
    Sources const sources{.mentions = {{{.id = "REQ-POL-01", .name = "REQ-POL-01"}, {"a.h", 3}},
                                       {{.id = "REQ-NO-"
                                               "99",
                                         .name = "REQ_NO_"
                                                 "99_x"},
                                        {"a.h", 7}}},
                          .clauses = {}};
    Results const results{.annotations = {},
                          .goals = {},
                          .tests = {{.name = "t",
                                     .label = {},
                                     .verdict = {},
                                     .ids = {"REQ-NO-"
                                             "98"}}}};
    auto const matrix = make_matrix(three(), sources, results);
    REQUIRE(matrix.errors.size() == 2);
    CHECK(matrix.errors[0] == "a.h:7: REQ_NO_"
                              "99_x is not in spec/requirements.md");
    CHECK(matrix.errors[1].find("test \"t\"") == 0);
}

TEST_CASE("trace: a fault of the list of requirements is an error of the matrix") {
    CHECK(make_matrix(parse_requirements(""), {}, {}).errors.size() == 1);
}

TEST_CASE("trace: a weakness names what exists, or it is an error with its line") {
    auto clauses = std::vector{clause("REQ_POL_01_x", "REQ-POL-01")};
    clauses.front().place.file = "dir/a.h";
    Results const results{.annotations = {},
                          .goals = {},
                          .tests = {{.name = "it is so", .label = {}, .verdict = Verdict::NotRun, .ids = {}}}};
    auto const errors = [&](std::string const& shown) {
        auto matrix = make_matrix(three(), {.mentions = {}, .clauses = clauses}, results);
        add_weaknesses(matrix, parse_weaknesses("\n| W-01 | a | REQ-POL-01 | why | " + shown + " |\n"),
                       {.mentions = {}, .clauses = clauses}, results);
        CHECK(matrix.weaknesses.size() == 1);
        CHECK(as_text(matrix).find("W-01") != std::string::npos);
        CHECK(as_json(matrix).find("W-01") != std::string::npos);
        return matrix.errors;
    };
    CHECK(errors("`dir/a.h`: `REQ_POL_01_x`; \"it is so\"").empty());
    CHECK(errors("\"it is not so\"") ==
          std::vector<std::string>{"spec/weaknesses.md, line 2: W-01: there is no test \"it is not so\""});
    CHECK(errors("`dir/b.h`: `REQ_POL_01_x`") ==
          std::vector<std::string>{"spec/weaknesses.md, line 2: W-01: there is no clause REQ_POL_01_x in dir/b.h"});
    CHECK(errors("`dir/a.h`: `REQ_POL_01_y`") ==
          std::vector<std::string>{"spec/weaknesses.md, line 2: W-01: there is no clause REQ_POL_01_y in dir/a.h"});
    CHECK(errors("nothing") ==
          std::vector<std::string>{"spec/weaknesses.md, line 2: W-01 names no clause and no test, and is not open"});
}

TEST_CASE("trace: how another's breach is noticed names what exists, too") {
    auto const errors = [](std::string const& breach) {
        auto const list = parse_requirements("## POL: policy\n| REQ-POL-01 | a | P1 | OS | " + breach + " |\n");
        return make_matrix(list, {.mentions = {}, .clauses = {}}, {}).errors;
    };
    CHECK(errors("it is not").empty());
    CHECK(errors("by \"a test\"") ==
          std::vector<std::string>{"spec/requirements.md, line 2: REQ-POL-01: there is no test \"a test\""});
}

TEST_CASE("trace: text, JSON and page show every requirement, the page with its text escaped") {
    auto const matrix = make_matrix(three(), {.mentions = {}, .clauses = {clause("REQ_POL_01_x", "REQ-POL-01")}}, {});
    for (auto const& shown : {as_text(matrix), as_json(matrix), as_html(matrix)}) {
        CHECK(shown.find("REQ-POL-01") != std::string::npos);
        CHECK(shown.find("REQ_POL_01_x") != std::string::npos);
        CHECK(shown.find("REQ-POL-03") != std::string::npos);
    }
    auto const page = as_html(matrix);
    CHECK(page.find("a &lt;b&gt;") != std::string::npos);
    CHECK(page.find("<!--") == std::string::npos);
    CHECK(page.find("http") == std::string::npos); // nothing to fetch
}

TEST_CASE("trace: a property of a model that no clause is bound to is modelled, and broken when it is not proven") {
    auto const property = [](bool proven) {
        return Results{.annotations = {},
                       .goals = {},
                       .tests = {},
                       .properties = {{"M9", "kept", "REQ-POL-01: it is kept", {"REQ-POL-01"}, proven}}};
    };
    CHECK(first({}, property(true)) == Standing::Modelled);
    CHECK(first({}, property(false)) == Standing::Broken);
    Sources const one{.mentions = {}, .clauses = {clause("REQ_POL_01_x", "REQ-POL-01")}};
    auto both = with_goals({{"f", "typed_f_ensures_REQ_POL_01_x", true}});
    both.properties = property(true).properties;
    CHECK(first(one, both) == Standing::Proven);
    CHECK(as_text(make_matrix(three(), {}, property(true))).find("model M9 kept: proven for any size") !=
          std::string::npos);
    auto unknown = property(true);
    auto const nowhere = std::string("REQ-POL-") + "99"; // in one piece it would be looked for
    unknown.properties.front().ids = {nowhere};
    CHECK(make_matrix(three(), {}, unknown).errors ==
          std::vector<std::string>{"M9 kept: " + nowhere + " is not in spec/requirements.md"});
}
