// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/trace/sources.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace redoubt::trace;

TEST_CASE("trace: clauses are found with keyword and line, other mentions are not clauses") {
    auto const clauses = clauses_in("/*@ requires REQ_POL_06_no_wrap: a <= b;\n"
                                    "    // what REQ_POL_01 says\n"
                                    "    behavior full:\n"
                                    "      ensures\n"
                                    "        @ REQ_POL_05_all_or_nothing : \\true;\n"
                                    "    loop invariant REQ_POL_11_sorted: x;\n"
                                    "    check ensures REQ_POL_08_kept: x;\n"
                                    "*/\n"
                                    "//@ assert REQ_POL_02: REQ_POL_03_used_as_a_term;\n",
                                    "a.h");
    REQUIRE(clauses.size() == 5);
    CHECK(clauses[0].kind == "requires");
    CHECK(clauses[0].name == "REQ_POL_06_no_wrap");
    CHECK(clauses[0].id == "REQ-POL-06");
    CHECK(clauses[0].place.line == 1);
    CHECK(clauses[1].kind == "ensures");
    CHECK(clauses[1].place.line == 5);
    CHECK(clauses[2].kind == "loop invariant");
    CHECK(clauses[3].kind == "check ensures");
    CHECK(clauses[4].kind == "assert");
    CHECK(clauses[4].id == "REQ-POL-02");
}

TEST_CASE("trace: every text file of the tree is read, clauses only in the product") {
    auto const root = std::filesystem::temp_directory_path() / "redoubt-trace-sources";
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root / "monitor/policy");
    std::filesystem::create_directories(root / "build");
    std::ofstream(root / "monitor/policy/a.h") << "//@ ensures REQ_POL_01_x: \\true;\n";
    std::ofstream(root / "monitor/policy/a.md") << "ensures REQ_POL_02_x: as an example\n";
    std::filesystem::create_directories(root / "proofs/lower");
    std::ofstream(root / "proofs/lower/sample.h") << "//@ ensures REQ_POL_01_y: \\true;\n";
    std::ofstream(root / "monitor/policy/a.bin") << std::string("REQ-POL-03\0", 11);
    std::ofstream(root / "build/a.h") << "//@ ensures REQ_POL_04_x: \\true;\n";
    auto const sources = read_sources(root);
    std::filesystem::remove_all(root);
    CHECK(sources.clauses.size() == 1);
    REQUIRE(sources.mentions.size() == 3);
    CHECK(sources.mentions[0].place.file == "monitor/policy/a.h");
    CHECK(sources.mentions[1].mention.id == "REQ-POL-02");
}

TEST_CASE("trace: a weakness that a requirement names stands in the list of weaknesses") {
    auto const root = redoubt::support::source_root();
    auto const requirements = redoubt::support::read_file(root / "spec/requirements.md");
    auto const weaknesses = redoubt::support::read_file(root / "spec/weaknesses.md");
    std::size_t named = 0;
    for (auto at = requirements.find("W-"); at != std::string::npos; at = requirements.find("W-", at + 1)) {
        auto const id = requirements.substr(at, 4);
        if (id[2] < '0' || id[2] > '9') continue; // W-nn in the explanation
        CAPTURE(id);
        CHECK(weaknesses.find("\n| " + id + " ") != std::string::npos);
        ++named;
    }
    CHECK(named > 40);
}
