// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/trace/weaknesses.hpp"

#include <doctest/doctest.h>

using namespace redoubt::trace;

namespace {

std::string one_error(std::string const& table) {
    auto const result = parse_weaknesses(table);
    REQUIRE(result.errors.size() == 1);
    return result.errors[0];
}

} // namespace

TEST_CASE("trace: weaknesses are read with their marks, their grounds and their lines") {
    auto const result =
        parse_weaknesses("# Title\n| id | weakness | excluded by | why | shown by |\n|---|---|---|---|---|\n"
                         "| W-01 [R] | a | REQ-POL-01 | It cannot. | \"image: it cannot\" |\n"
                         "| W-02 | b | REQ-POL-01 | Open: not written. | none yet |\n"
                         "| W-03 | c | REQ-POL-01 | The BIOS's duty: it must. | \"it is seen\" |\n");
    CHECK(result.errors.empty());
    REQUIRE(result.rows.size() == 3);
    CHECK(result.rows[0].id == "W-01");
    CHECK(result.rows[0].reproduced);
    CHECK(result.rows[0].excluded == Excluded::Here);
    CHECK(result.rows[0].why == "It cannot.");
    CHECK(result.rows[0].shown.tests == std::vector<std::string>{"image: it cannot"});
    CHECK(result.rows[0].line == 4);
    CHECK(result.rows[1].id == "W-02");
    CHECK_FALSE(result.rows[1].reproduced);
    CHECK(result.rows[1].excluded == Excluded::NotYet);
    CHECK(result.rows[2].excluded == Excluded::ByTheBios);
}

TEST_CASE("trace: a weakness without its ground is an error, unless it is said to be open") {
    CHECK(one_error("| W-01 | a | REQ-POL-01 | It cannot. | by thought |\n") ==
          "line 1: W-01 names no clause and no test, and is not open");
    CHECK(one_error("| W-01 [R] | a | REQ-POL-01 | It cannot. | \"a test of a part\" |\n") ==
          "line 1: W-01 is marked [R] and names no test of the image");
    CHECK(
        parse_weaknesses("| W-01 [R] | a | REQ-POL-01 | Open: not written. | \"a test of a part\" |\n").errors.empty());
    CHECK(one_error("| W-01 | a | REQ-POL-01 | The BIOS's duty: it must. | none |\n") ==
          "line 1: W-01 names no clause and no test, and is not open");
    CHECK(one_error("| W-01 | a | P1 | It cannot. | \"a test\" |\n") == "line 1: W-01 is excluded by no requirement");
}

TEST_CASE("trace: a fault of the list of weaknesses is an error with its line") {
    CHECK(one_error("| W-01 | a | REQ-POL-01 | It cannot. |\n") == "line 1: 4 cells where 5 are expected");
    CHECK(one_error("| W-01 | a | REQ-POL-01 | | \"a test\" |\n") == "line 1: an empty cell");
    CHECK(one_error("| W-02 | a | REQ-POL-01 | b | \"a test\" |\n") == "line 1: W-02 stands where W-01 is expected");
    CHECK(one_error("nothing here") == "no weakness found");
}

TEST_CASE("trace: the project's own weaknesses are fifty, without faults, and name clauses that exist") {
    auto const root = redoubt::support::source_root();
    auto const result = parse_weaknesses(redoubt::support::read_file(root / "spec/weaknesses.md"));
    CHECK(result.errors.empty());
    CHECK(result.rows.size() == 50);
    auto const sources = read_sources(root);
    std::vector<std::string> reproduced;
    for (auto const& weakness : result.rows) {
        CAPTURE(weakness.id);
        if (weakness.reproduced) reproduced.push_back(weakness.id);
        auto of_clauses = weakness.shown; // which tests there are, the command knows
        of_clauses.tests.clear();
        CHECK(missing(of_clauses, sources.clauses, {}) == std::vector<std::string>{});
    }
    CHECK(reproduced == std::vector<std::string>{"W-01", "W-02", "W-03", "W-04", "W-05", "W-06", "W-07", "W-08", "W-13",
                                                 "W-32", "W-33", "W-34", "W-35", "W-36"});
}
