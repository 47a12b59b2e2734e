// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/goals.hpp"
#include "proofs/prove/log.hpp"
#include "proofs/prove/report.hpp"
#include "proofs/prove/separation.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

using namespace redoubt::prove;

TEST_CASE("A goal's line gives name, prover and time") {
    auto const goal = parse_goal_line("[wp] [CVC5 1.0.3] Goal typed_f_ensures_r : Valid (Qed:4ms) (1.5s) (5041)");
    REQUIRE(goal);
    CHECK(goal->name == "f_ensures_r");
    CHECK(goal->prover == "CVC5 1.0.3");
    CHECK(goal->valid);
    CHECK(goal->seconds == doctest::Approx(1.504));
}

TEST_CASE("A goal that the first prover gives up is not final, one that all give up is") {
    CHECK_FALSE(parse_goal_line("[wp] [Z3 4.8.12] Goal typed_f_ensures : Failed")->final);
    auto const last = parse_goal_line("[wp] [Failed] Goal typed_redoubt_bits_f_ensures");
    REQUIRE(last);
    CHECK(last->final);
    CHECK_FALSE(last->valid);
    CHECK(last->name == "f_ensures");
}

TEST_CASE("A smoke test's line says whether it passed") {
    CHECK(parse_goal_line("[wp] [Passed] Smoke-test typed_f_wp_smoke_default_requires")->valid);
    CHECK_FALSE(parse_goal_line("[wp] [Failed] Smoke-test typed_f_wp_smoke_default_requires")->valid);
    CHECK_FALSE(parse_goal_line("[wp] 27 goals scheduled"));
}

TEST_CASE("The check at the end of a path passes when a prover gives up, and only then") {
    auto const line = [](std::string const& verdict) {
        return parse_goal_line("[wp] [smoke 1.8] Goal typed_redoubt_bits_f_check_redoubt_path_end_2 : " + verdict);
    };
    for (auto const* const verdict : {"Unknown (Qed:3ms)", "Timeout (Qed:3ms) (1s)", "Stepout (40000)"}) {
        CAPTURE(verdict);
        REQUIRE(line(verdict));
        CHECK(line(verdict)->smoke);
        CHECK(line(verdict)->valid);
        CHECK(line(verdict)->final);
    }
    CHECK_FALSE(line("Valid (Qed:3ms) (20ms)")->valid);
    CHECK_FALSE(line("Failed")->valid);
    auto const goals = parse_goals(R"({"wp:functions": {"f": {
        "f_check_redoubt_path_end": {"smoke:1.8": {"total": 1, "unknown": 1}, "wp:main": {"total": 1, "unknown": 1}},
        "f_check_redoubt_path_end_2": {"qed": {"total": 1, "valid": 1}, "wp:main": {"total": 1, "valid": 1}},
        "f_check_redoubt_path_end_3": {"smoke:1.8": {"total": 1, "failed": 1}, "wp:main": {"total": 1, "failed": 1}},
        "f_ensures": {"cvc5:1.0.3": {"total": 1, "unknown": 1}, "wp:main": {"total": 1, "unknown": 1}}}}})");
    REQUIRE(goals.size() == 4);
    CHECK(goals[0].smoke);
    CHECK(goals[0].proven());
    CHECK(goals[1].smoke);
    CHECK_FALSE(goals[1].proven());
    CHECK_FALSE(goals[2].proven());
    CHECK_FALSE(goals[3].smoke);
    CHECK_FALSE(goals[3].proven());
}

TEST_CASE("A warning over several lines becomes one text") {
    auto const log = parse_log("[wp] a.c:7: Warning: \n  Memory model hypotheses for function 'f':\n"
                               "  /*@ behavior wp_typed:\n        requires \\separated(p, &g); */\n  void f(int "
                               "*p);\n[wp] 3 goals scheduled\n");
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].place == "a.c:7");
    auto const hypothesis = parse_hypothesis(log.warnings[0]);
    CHECK(hypothesis.function == "f");
    REQUIRE(hypothesis.clauses.size() == 1);
    CHECK(hypothesis.clauses[0] == "requires \\separated(p, &g)");
}

TEST_CASE("A smoke test without an answer is an error, one that ended at its effort is not") {
    CHECK(parse_log("  smoke 4.8.12:   62  (20ms-300ms) (cached: 3)\n  cvc5 1.0.3:    156  (failed: 1)\n")
              .errors.empty());
    auto const log = parse_log("  smoke 4.8.12:   62  (1s) (cached: 3) (failed: 16)\n");
    REQUIRE(log.errors.size() == 1);
    CHECK(log.errors[0].find("(failed: 16)") != std::string::npos);
}

TEST_CASE("An exception of Frama-C's is an error, a file or function that is called so is none") {
    CHECK(parse_log("[kernel] Parsing monitor/exceptions/place.cc (with preprocessing)\n"
                    "[rte:annot] annotating function stm_exceptions_read_exception_handler\n")
              .errors.empty());
    CHECK(parse_log("[wp] Unexpected exception: Not_found\n").errors.size() == 1);
    CHECK(parse_log("[kernel] a.c:3: Exception in a plug-in\n").errors.size() == 1);
    CHECK(parse_log("[wp] Why3 raised an exception\n").errors.size() == 1);
}

TEST_CASE("A warning is read whatever its file is called") {
    auto const log = parse_log("[wp] a folder/a.c:7: Warning: \n  Cast with incompatible pointers types\n"
                               "[kernel:annot-error] a.c:3: Warning: unbound\n[wp] Warning: Missing RTE guards\n");
    REQUIRE(log.warnings.size() == 3);
    CHECK(log.warnings[0].place == "a folder/a.c:7");
    CHECK(log.warnings[0].text == "Cast with incompatible pointers types");
    CHECK(log.warnings[2].place.empty());
}

TEST_CASE("A report is read with its statuses, and not at all without its end") {
    std::string const text = "[report] Computing properties status...\n--- Global Properties\n[ Extern  ] Axiom 'f0'\n "
                             "           Unverifiable\n"
                             "--- Properties of Function 'f'\n[    -    ] Post-condition 'r' (file a.c, line 3)\n      "
                             "      tried with Wp.typed.\n";
    CHECK(parse_report(text).empty());
    auto const properties = parse_report(text + "--- Status Report Summary\n");
    REQUIRE(properties.size() == 2);
    CHECK(properties[0].title == "Axiom 'f0'");
    CHECK(properties[0].status == "Extern");
    CHECK(properties[1].function == "f");
    CHECK(properties[1].title == "Post-condition 'r'");
    CHECK(properties[1].status == "-");
}

TEST_CASE("WP's report gives goals and who proved them") {
    auto const goals = parse_goals(R"({"wp:axiomatics":{"":{"lemma_l":{"wp:main":{"total":1,"valid":1}}}},
        "wp:functions":{"f":{"f_assigns":{"qed":{"total":2,"valid":2},"Z3:4.8.12":{"total":1,"valid":1},"wp:main":{"total":4,"valid":3}},
        "wp:section":{"wp:main":{"total":4,"valid":3}}}}})");
    REQUIRE(goals.size() == 2);
    CHECK(goals[0].function.empty());
    CHECK(goals[0].proven());
    CHECK(goals[1].function == "f");
    CHECK(goals[1].provers.at("Z3") == 1);
    CHECK_FALSE(goals[1].proven());
    CHECK_THROWS_AS((void)parse_goals("{\"wp:functions\": {"), std::runtime_error);
}

TEST_CASE("A hypothesis is covered by a contract that says it, in any order and grouping") {
    Hypothesis const hypothesis{"f", {"requires \\separated(&g, {p, q})"}};
    CHECK(
        uncovered(hypothesis, "/*@ requires \\valid(p) && \\separated(p, &g) && (\\separated( q , &g)); assigns *p; */")
            .empty());
    CHECK(uncovered(hypothesis, "/*@ requires apart: \\separated(q, &g, p); assigns *p; */").empty());
}

TEST_CASE("A hypothesis is not covered by half of it, a condition, a behavior or a postcondition") {
    Hypothesis const hypothesis{"f", {"requires \\separated(&g, {p, q})"}};
    for (auto const* contract :
         {"requires \\separated(p, &g);", "requires \\separated(p, q);", "requires a ==> \\separated(q, &g, p);",
          "requires a || \\separated(q, &g, p);", "requires a ==> b && \\separated(q, &g, p);",
          "requires a || b && \\separated(q, &g, p);", "requires a ? b : c && \\separated(q, &g, p);",
          "requires \\let a = 0; a == 1 ==> b && \\separated(q, &g, p);", "ensures \\separated(q, &g, p);",
          "requires !\\separated(q, &g, p);", "assigns *p; behavior b: requires \\separated(q, &g, p);",
          "requires \\separated(&g, {p}) && \\separated({q, &g}, p);", ""})
        CHECK_MESSAGE(uncovered(hypothesis, contract).size() == 1, contract);
}
