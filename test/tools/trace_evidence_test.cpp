// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/evidence.hpp"

#include <doctest/doctest.h>

using namespace redoubt::trace;

TEST_CASE("trace: evidence is clauses, each in the file before it, and tests by their names") {
    auto const found = evidence_in("prose, `code` and `monitor/a.h`: `REQ_POL_01_x`, `REQ_POL_02_y`; `monitor/b.h`: "
                                   "`REQ_POL_01_x`; \"REQ-POL-01: it's so (W-01)\", \"and so\" by REQ-POL-02");
    CHECK(found.faults.empty());
    REQUIRE(found.clauses.size() == 3);
    CHECK(found.clauses[0].file == "monitor/a.h");
    CHECK(found.clauses[0].name == "REQ_POL_01_x");
    CHECK(found.clauses[1].file == "monitor/a.h");
    CHECK(found.clauses[1].name == "REQ_POL_02_y");
    CHECK(found.clauses[2].file == "monitor/b.h");
    CHECK(found.tests == std::vector<std::string>{"REQ-POL-01: it's so (W-01)", "and so"});
}

TEST_CASE("trace: evidence that cannot be read is at fault") {
    CHECK(evidence_in("`REQ_POL_01_x`").faults.size() == 1); // in which file?
    CHECK(evidence_in("\"a test").faults.size() == 1);
    CHECK(evidence_in("`monitor/a.h").faults.size() == 1);
    CHECK(missing(evidence_in("\"a test"), {}, {}).size() == 1);
    CHECK(evidence_in("nothing at all").empty());
    CHECK_FALSE(evidence_in("\"a test\"").empty());
}

TEST_CASE("trace: evidence that does not exist is told, by its whole name and its file") {
    std::vector<Clause> const clauses{
        {.name = "REQ_POL_01_x", .id = "REQ-POL-01", .kind = "ensures", .place = {"monitor/a.h", 7}}};
    std::vector<Test> const tests{{.name = "it is so", .label = {}, .verdict = {}, .ids = {}}};
    auto const told = [&](std::string const& text) { return missing(evidence_in(text), clauses, tests); };
    CHECK(told("`monitor/a.h`: `REQ_POL_01_x`; \"it is so\"").empty());
    CHECK(told("`monitor/b.h`: `REQ_POL_01_x`") ==
          std::vector<std::string>{"there is no clause REQ_POL_01_x in monitor/b.h"});
    CHECK(told("`monitor/a.h`: `REQ_POL_01_xy`") ==
          std::vector<std::string>{"there is no clause REQ_POL_01_xy in monitor/a.h"});
    CHECK(told("\"it is\"") == std::vector<std::string>{"there is no test \"it is\""});
}
