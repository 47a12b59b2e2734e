// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/ids.hpp"

#include <doctest/doctest.h>

using namespace redoubt::trace;

TEST_CASE("trace: an id is found in prose, in a clause's name, and with its line") {
    auto const found = mentions_in("see REQ-POL-01.\n\n ensures REQ_VMCS_02_own_vmcs: x;\n(REQ-PE-10)");
    REQUIRE(found.size() == 3);
    CHECK(found[0].id == "REQ-POL-01");
    CHECK(found[0].line == 1);
    CHECK_FALSE(found[0].is_clause);
    CHECK(found[1].id == "REQ-VMCS-02");
    CHECK(found[1].name == "REQ_VMCS_02_own_vmcs");
    CHECK(found[1].line == 3);
    CHECK(found[1].is_clause);
    CHECK(found[2].id == "REQ-PE-10");
}

TEST_CASE("trace: what only looks like an id is none") {
    for (auto const* text :
         {"REQ", "REQ-", "REQ-POL", "REQ-POL-", "REQ-POL-x1", "REQ-pol-01", "REQ-POL-01x", "XREQ-POL-01",
          "REQ-<AREA>-<nn>", "REQ_POL-01", "REQ-POL_01", "REQ__01", "REQ-POL-01_words", "_REQ_POL_01"}) {
        CAPTURE(text);
        CHECK(mentions_in(text).empty());
    }
}

TEST_CASE("trace: a clause's name gives its id only when all of it is one") {
    CHECK(id_of_clause("REQ_POL_01_default_deny") == "REQ-POL-01");
    CHECK(id_of_clause("REQ_POL_01") == "REQ-POL-01");
    CHECK_FALSE(id_of_clause("REQ-POL-01"));
    CHECK_FALSE(id_of_clause("bounded"));
    CHECK_FALSE(id_of_clause("REQ_POL_01 more"));
    CHECK(area_of("REQ-POL-01") == "POL");
    CHECK(area_of("nonsense").empty());
}
