// SPDX-License-Identifier: Apache-2.0
// No function may be skipped silently: every way in which one could be missing is a failure.
#include <doctest/doctest.h>

#include "proofs/equal/report.hpp"
#include "proofs/equal/test/workbench.hpp"

namespace redoubt::equal::test {
namespace {

constexpr auto kCxx = "static bool small(unsigned x) { return x < 3; }\n"
                      "unsigned first(unsigned x) { return small(x) ? x : 7; }\n"
                      "unsigned second(unsigned x) { return x + 2; }\n";
constexpr auto kSmall = "static _Bool c_small(unsigned x) { return x < 3u; }\n";
constexpr auto kFirst = "unsigned c_first(unsigned x) { return c_small(x) ? x : 7u; }\n";
constexpr auto kSecond = "unsigned c_second(unsigned x) { return x + 2u; }\n";

void prepare(Workbench& bench) {
    bench.cxx(kCxx);
    bench.c(std::string(kSmall) + kFirst + kSecond);
    bench.function("_ZL5smallj", "c_small");
    bench.function("_Z5firstj", "c_first");
    bench.function("_Z6secondj", "c_second");
}

} // namespace

TEST_CASE("equal: a faithful pair is equal, and what was inlined is counted") {
    Workbench bench;
    prepare(bench);
    auto const result = bench.compare();
    CHECK_MESSAGE(result.equal(), explain(result));
    CHECK(summary(result) == "IR equal 3/3, object code equal 2/2 (1 inlined)");
}

TEST_CASE("equal: algebra that does not settle in one round is no reason to end without an answer") {
    constexpr auto kBody = "(unsigned short const* b, unsigned char a) {\n"
                           "    unsigned n = 0;\n"
                           "    for (unsigned j = 0; j < 5; ++j) {\n"
                           "        if ((unsigned short)128 <= *b) { if (a >= (unsigned char)j) {} }\n"
                           "    }\n"
                           "    return n;\n"
                           "}\n";
    Workbench bench;
    bench.cxx(std::string("unsigned settle") + kBody);
    bench.c(std::string("unsigned c_settle") + kBody);
    bench.function("_Z6settlePKth", "c_settle");
    CHECK(bench.compare().equal());
}

TEST_CASE("equal: a function that is missing in the lowered C is a failure") {
    Workbench bench;
    prepare(bench);
    bench.c(std::string(kSmall) + kFirst);
    auto const result = bench.compare();
    CHECK(mentions(result, "IR of function c_second", "missing in the lowered C"));
    CHECK(summary(result) == "IR equal 2/3, object code equal 1/2 (1 inlined)");
}

TEST_CASE("equal: a function that is missing in the C++ is a failure") {
    Workbench bench;
    prepare(bench);
    bench.cxx(
        "static bool small(unsigned x) { return x < 3; }\nunsigned first(unsigned x) { return small(x) ? x : 7; }\n");
    CHECK(mentions(bench.compare(), "IR of function c_second", "missing in the C++"));
}

TEST_CASE("equal: a function that only the map knows is a failure") {
    Workbench bench;
    prepare(bench);
    bench.function("_Z5thirdj", "c_third");
    CHECK(mentions(bench.compare(), "IR of function c_third", "missing in both"));
}

TEST_CASE("equal: a function that the map skips is a failure on both sides") {
    Workbench bench;
    prepare(bench);
    bench.map.functions.pop_back();
    CHECK(mentions(bench.compare(), "IR of function c_second", "has a body in the C++ and is not in the map"));
    CHECK(mentions(bench.compare(), "IR of function c_second", "has a body in the lowered C and is not in the map"));
}

TEST_CASE("equal: a lowered function that the map calls a declaration is a failure") {
    Workbench bench;
    prepare(bench);
    bench.map.functions.back().defined = false;
    CHECK_FALSE(bench.compare().equal());
}

TEST_CASE("equal: a map without functions is a failure, not a pass") {
    Workbench bench;
    bench.cxx("int x;\n");
    bench.c("int x;\n");
    CHECK(mentions(bench.compare(), "map", "nothing would be compared"));
}

TEST_CASE("equal: a function with external linkage that is static in C is a failure") {
    Workbench bench;
    prepare(bench);
    bench.c(std::string(kSmall) + kFirst + "static " + kSecond);
    CHECK(mentions(bench.compare(), "object code of function c_second"));
}

TEST_CASE("equal: a call to a function of another name is a failure") {
    Workbench bench;
    bench.cxx("unsigned near(unsigned); unsigned far(unsigned);\nunsigned call(unsigned x) { return near(x); }\n");
    bench.c("unsigned near(unsigned); unsigned far(unsigned);\nunsigned call(unsigned x) { return far(x); }\n");
    bench.function("_Z4nearj", "near", false);
    bench.function("_Z3farj", "far", false);
    bench.function("_Z4callj", "call");
    auto const result = bench.compare();
    CHECK(mentions(result, "IR of function call", "@far"));
    CHECK(mentions(result, "object code of function call", "far"));
}

} // namespace redoubt::equal::test
