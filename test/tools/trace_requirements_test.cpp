// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/trace/requirements.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace redoubt::trace;

namespace {

std::string one_error(std::string const& table) {
    auto const result = parse_requirements("## POL: policy\n" + table);
    REQUIRE(result.errors.size() == 1);
    return result.errors[0];
}

} // namespace

TEST_CASE("trace: requirements are read with their areas, cells and lines") {
    auto const result = parse_requirements(
        "# Title\n\n## POL: the policy\n\n| id | requirement | source | kept by |\n|---|---|---|---|\n"
        "| REQ-POL-01 | Deny `a \\| b`. | P2 | policy |\n\nprose about REQ-POL-07\n## PE: modules\n"
        "|REQ-PE-01|One owner.|P4|pe|\n");
    CHECK(result.errors.empty());
    REQUIRE(result.rows.size() == 2);
    CHECK(result.rows[0].id == "REQ-POL-01");
    CHECK(result.rows[0].text == "Deny `a | b`.");
    CHECK(result.rows[0].source == "P2");
    CHECK(result.rows[0].kept_by == "policy");
    CHECK(result.rows[0].line == 7);
    CHECK(result.rows[1].id == "REQ-PE-01");
    REQUIRE(result.areas.size() == 2);
    CHECK(result.areas[0].name == "POL");
    CHECK(result.areas[0].title == "the policy");
    CHECK(result.has("REQ-PE-01"));
    CHECK_FALSE(result.has("REQ-POL-07"));
}

TEST_CASE("trace: a fault of the list is an error with its line") {
    CHECK(one_error("| REQ-POL-01 | a | b | c |\n| REQ-POL-01 | a | b | c |\n") ==
          "line 3: REQ-POL-01 stands here twice");
    CHECK(one_error("| REQ-POL-01 | a | b | c |\n| REQ-POL-02 | a | b |\n") == "line 3: 3 cells where 4 are expected");
    CHECK(one_error("| REQ-POL-01 | a | b | c |\n| REQ-POL-02 | | b | c |\n") == "line 3: an empty cell");
    CHECK(one_error("| REQ-POL-01 | a | b | c |\n| REQ-POL-0x2 | a | b | c |\n") == "line 3: not an id: REQ-POL-0x2");
    CHECK(one_error("| REQ-PE-01 | a | b | c |\n").find("does not stand under a heading") != std::string::npos);
    CHECK(one_error("| REQ-POL-01 | a | b | c |\n| REQ-POL-02 | a | b | c | d | e |\n") ==
          "line 3: 6 cells where 4 are expected");
    CHECK(parse_requirements("nothing here").errors.size() == 1);
}

TEST_CASE("trace: what is another's duty says how a breach is noticed") {
    for (std::string const keeper : {"BIOS", "OS"})
        CHECK(one_error("| REQ-POL-01 | a | b | " + keeper + " |\n") ==
              "line 2: REQ-POL-01 is another's duty, and nothing says how its breach is noticed");
    auto const good = parse_requirements("## POL: policy\n| REQ-POL-01 | a | b | OS | it is seen |\n");
    CHECK(good.errors.empty());
    REQUIRE(good.rows.size() == 1);
    CHECK(good.rows[0].is_anothers());
    CHECK(good.rows[0].breach == "it is seen");
}

TEST_CASE("trace: the project's own list is without faults") {
    auto const result =
        parse_requirements(redoubt::support::read_file(redoubt::support::source_root() / "spec/requirements.md"));
    CHECK(result.errors.empty());
    CHECK(result.rows.size() >= 47);
}
