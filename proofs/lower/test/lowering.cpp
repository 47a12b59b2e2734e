// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"
#include "tools/support/process.hpp"

namespace redoubt::lower::test {

namespace {

nlohmann::json function(Result const& result, std::string const& name) {
    for (auto const& entry : result.map["functions"]) {
        if (entry["name"] == name) return entry;
    }
    FAIL("the map has no function " << name);
    return {};
}

} // namespace

TEST_CASE("One of everything is lowered over a header and a source, and taken by the compiler and by Frama-C") {
    Workbench bench;
    auto const result = bench.lower_project("proofs/lower/test/sample.cc");
    CHECK(result.err == "");
    REQUIRE(result.status == 0);
    CHECK(bench.compile_c(result.c) == "");
    CHECK(bench.parse_with_frama_c(result.c) == "");
}

TEST_CASE("The map says of each function what it is called, where it stands and what it has") {
    Workbench bench;
    auto const result = bench.lower_project("proofs/lower/test/sample.cc");
    REQUIRE(result.status == 0);
    CHECK(result.map["version"] == 1);
    CHECK(result.map["source"] == "proofs/lower/test/sample.cc");

    auto const add = function(result, "stm::Table::add");
    CHECK(add["cxx"] == "_ZN3stm5Table3addERKNS_5RangeE");
    CHECK(add["c"] == "stm_Table_add");
    CHECK(add["file"] == "proofs/lower/test/sample.cc");
    CHECK(add["defined"] == true);
    CHECK(add["internal"] == false);
    CHECK(add["contract"] == true);
    CHECK(add["clauses"] == nlohmann::json({"full", "REQ_POL_02_refused", "room", "REQ_POL_02_added"}));
    CHECK(add["calls"] == nlohmann::json({"_ZN3stm5validERKNS_5RangeE"}));
    CHECK(function(result, "stm::Table::has")["loops"] == 1);
    CHECK(function(result, "stm::valid")["inline"] == true);
    CHECK(function(result, "stm_check")["cxx"] == "stm_check");

    CHECK(result.map["types"].dump().find(R"({"c":"struct.stm_Table","cxx":"class.stm::Table"})") != std::string::npos);
    CHECK(result.map["types"].dump().find(R"({"c":"struct.stm_Range","cxx":"struct.stm::Range"})") !=
          std::string::npos);
    CHECK(result.map["globals"].size() == 2);
}

TEST_CASE("What Frama-C reports about the C names the line of the C++ file") {
    Workbench bench;
    bench.write("part/small.h", "#pragma once\n#include <stdint.h>\n\n"
                                "/*@ assigns \\nothing;\n    ensures \\result == 2; */\nuint8_t low(uint32_t x);\n");
    bench.write(
        "part/small.cc",
        "#include \"part/small.h\"\n\n\nuint8_t low(uint32_t x) {\n    return\n        static_cast<uint8_t>(x);\n}\n");
    auto const result = bench.lower("part/small.cc");
    REQUIRE(result.status == 0);
    bench.write("small.c", result.c);
    auto const outcome =
        support::run_captured({.argv = {"frama-c", "-wp", "-wp-rte", "-warn-unsigned-downcast", "-wp-prover", "none",
                                        bench.path("small.c").string(), "-wp-print"},
                               .directory = bench.path("")});
    CHECK(outcome.ok());
    CHECK(contains(outcome.out, "(file part/small.h, line 5)"));
    CHECK(contains(outcome.out, "(file part/small.cc, line 5)"));
}

TEST_CASE("Conversions that C does not do by itself are written out, and values keep their width and sign") {
    Workbench bench;
    auto const result = bench.lower_text("//@ assigns \\nothing;\n"
                                         "uint64_t f(uint32_t a, uint64_t b, int8_t c) {\n"
                                         "    uint64_t const d = static_cast<uint64_t>(static_cast<int64_t>(c));\n"
                                         "    return (a + b) * (b - d) + (a << 3);\n}\n");
    REQUIRE(result.status == 0);
    CHECK(contains(result.c, "(uint64_t)(int64_t)c"));
    CHECK(contains(result.c, "(uint64_t)a + b"));
    CHECK(bench.compile_c(result.c) == "");
}

TEST_CASE("Each end of a path has a check that nobody may prove, behind what is called there") {
    Workbench bench;
    std::string const contract = "//@ assigns \\nothing;\n";
    auto const ends = [&](std::string const& head, std::string const& body) {
        auto const result = bench.lower_text(contract + "uint32_t g(uint32_t x);\n" + contract + head + " {\n" + body +
                                             "\n}\n");
        CHECK(result.err == "");
        REQUIRE(result.status == 0);
        CHECK(bench.compile_c(result.c) == "");
        CHECK(bench.parse_with_frama_c(result.c) == "");
        unsigned written = 0;
        for (auto at = result.c.find("check redoubt_path_end: \\false;"); at != std::string::npos;
             at = result.c.find("check redoubt_path_end", at + 1))
            ++written;
        CHECK(function(result, "f")["ends"] == written);
        CHECK(function(result, "g")["ends"] == 0);
        return written;
    };
    std::string const value = "uint32_t f(uint32_t x)";
    CHECK(ends("void f(uint32_t x)", ";") == 1);
    CHECK(ends("void f(uint32_t x)", "if (x == 1) return;\n;") == 2);
    CHECK(ends(value, "return x;") == 1);
    CHECK(ends(value, "return g(x);") == 1);
    CHECK(ends(value, "if (x == 1) return 2;\nreturn g(x);") == 2);
    CHECK(ends(value, "uint32_t y = 0;\nif (x == 1) y = 2;\nreturn y;") == 2);
    CHECK(ends(value, "uint32_t y = 0;\nif (x == 1) y = 2; else if (x == 2) { y = 3; } else {}\nreturn y;") == 4);
    CHECK(ends(value, "switch (x) {\ncase 1: return 2;\ncase 2: return g(x);\ndefault: return 3;\n}") == 3);
    CHECK(ends(value, "uint32_t y = 0;\nswitch (x) {\ncase 1: y = 2; break;\ndefault: break;\n}\nreturn y;") == 3);
    CHECK(ends(value, "if (x == 1) {\nswitch (x) {\ncase 1: return 2;\ndefault: return 3;\n}\n}\nreturn 1;") == 3);
    std::string const loop = "uint32_t y = 0;\n/*@ loop invariant 0 <= i <= x; loop assigns i, y; loop variant x - i; */\n"
                             "for (uint32_t i = 0; i < x; ++i) ";
    CHECK(ends(value, loop + "y = i;\nreturn y;") == 2);
    CHECK(ends(value, loop + "{\nif (i == 3) continue;\nif (i == 4) break;\ny = i;\n}\nreturn y;") == 4);

    auto const call = bench.lower_text(contract + "uint32_t g(uint32_t x);\n" + contract +
                                       "uint64_t f(uint32_t x) { return g(x); }\n");
    REQUIRE(call.status == 0);
    CHECK(call.c.find("g(x); /*@ check redoubt_path_end") != std::string::npos);
}

TEST_CASE("Contracts are shown with their names resolved, without an output file") {
    Workbench bench;
    bench.write("unit.cc", "#include <stdint.h>\nnamespace stm {\n/*@ assigns n;\n    ensures n == 0; */\n"
                           "void reset(uint32_t& n) { n = 0; }\n}\n");
    auto const shown = bench.run({"unit.cc", "--show-contracts", "--", "-ffreestanding"});
    CHECK(shown.status == 0);
    CHECK(contains(shown.out, "unit.cc:5: stm::reset -> stm_reset"));
    CHECK(contains(shown.out, "assigns *n;"));
    CHECK(contains(shown.out, "ensures *n == 0;"));
}

TEST_CASE("Each annotation of the source is in the map once, with its kind and its function") {
    Workbench bench;
    auto const result = bench.lower_project("proofs/lower/test/sample.cc");
    REQUIRE(result.status == 0);
    auto const text = read_file(std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/lower/test/sample.h") +
                      read_file(std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/lower/test/sample.cc");
    std::size_t marks = 0;
    for (std::size_t at = 0; (at = text.find("/*@", at)) != std::string::npos; ++at)
        ++marks;
    for (std::size_t at = 0; (at = text.find("//@", at)) != std::string::npos; ++at)
        ++marks;
    CHECK(result.map["annotations"].size() == marks);
    std::set<std::pair<std::string, int>> places;
    for (auto const& entry : result.map["annotations"]) {
        places.emplace(entry["file"], entry["line"]);
        if (entry["kind"] == "contract" || entry["kind"] == "loop") CHECK(entry["function"] != "");
    }
    CHECK(places.size() == marks);
}

} // namespace redoubt::lower::test
