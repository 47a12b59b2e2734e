// SPDX-License-Identifier: Apache-2.0
// Each annotation is well-formed, in its place, and used once.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace {

using Rules = std::set<std::string>;

// A function whose body has the text before its return.
Result with_body(Workbench const& bench, std::string const& text) {
    return bench.lower_text(
        "/*@ requires n < 100;\n    assigns \\nothing;\n    behavior small: assumes n < 9; ensures \\result == 0; */\n"
        "uint32_t f(uint32_t n) {\n    uint32_t i = 0;\n" +
        text + "\n    return n;\n}\n");
}

Rules rules_of_body(std::string const& text) {
    Workbench bench;
    auto const result = with_body(bench, text);
    CHECK(result.status == (result.rules().empty() ? 0 : 1));
    return result.rules();
}

Rules rules_of(std::string const& text) {
    Workbench bench;
    auto const result = bench.lower_text(text);
    CHECK(result.status == (result.rules().empty() ? 0 : 1));
    return result.rules();
}

} // namespace

TEST_CASE("Malformed annotations are refused") {
    for (std::string const text : {"//@ assert n < ;",          "//@ assert n << ;",
                                   "//@ assert (n < 3;",        "//@ assert n < 3",
                                   "//@ assert n 3;",           "//@ assert n ? 1;",
                                   "//@ assert n[1;",           "//@ assert n < 3; n < 4;",
                                   "//@ assert `n`;",           "//@ assert \\forall integer j j < 1;",
                                   "//@ asert n < 3;",          "//@",
                                   "//@ assert \\at(n);",       "//@ assert n == \"x;",
                                   "//@ ghost i = ;",           "//@ assert n ==> ==> n;",
                                   "//@ assert \\result == 1;", "//@ assert \"*/ int x; /*\" == n;",
                                   "//@ assert n */ 2 == 0;",   "//@ assert n(1) == 0;",
                                   "//@ assert (n)(1) == 0;",   "//@ assert \\forall n; 1;",
                                   "//@ assert f(n,);",         "//@ loop invariant n;"}) {
        CAPTURE(text);
        CHECK_FALSE(rules_of_body(text).empty());
    }
    CHECK(rules_of_body("//@ assert n < ;") == Rules{"annotation-syntax"});
    CHECK(rules_of_body("//@ asert n < 3;") == Rules{"annotation-syntax"});
    CHECK(rules_of_body("//@ assert n < 3; n < 4;") == Rules{"annotation-syntax"});
}

TEST_CASE("Well-formed annotations are taken") {
    for (std::string const text :
         {"//@ assert n < 3 || n >= 3;", "/*@ check here: n == n; */", "//@ for small: assert n < 9;",
          "//@ assert 0 <= n < 100;", "//@ assert \\let a = n; a == n ? n < 100 : n == 1;",
          "//@ assert (n + 1) * 2 == 2 * n + (integer)2;", "//@ assert a: b: n == n; // and why",
          "//@ assert sizeof(uint32_t) == 4 && -n <= ~0u;",
          "/*@ assert \\forall integer j; 0 <= j < n\n      @ ==> j < 100; @*/"}) {
        CAPTURE(text);
        Workbench bench;
        auto const result = with_body(bench, text);
        CHECK(result.err == "");
        CHECK(bench.parse_with_frama_c(result.c) == "");
    }
}

TEST_CASE("What could switch off the proof of termination is refused") {
    CHECK(rules_of("/*@ assigns \\nothing;\n    terminates \\false; */\nuint32_t f() { return 1; }\n") ==
          Rules{"annotation-syntax"});
    CHECK(rules_of("/*@ assigns \\nothing;\n    decreases 1; */\nuint32_t f() { return 1; }\n") ==
          Rules{"annotation-syntax"});
    CHECK(
        rules_of_body(
            "/*@ loop invariant i == 0;\n    loop assigns i;\n    loop variant 3 for less; */\nwhile (i > 0) i = 0;") ==
        Rules{"annotation-syntax"});
}

TEST_CASE("A predicate or logic function that is defined by itself is refused") {
    Rules const syntax{"annotation-syntax"};
    CHECK(rules_of("//@ logic integer f(integer x) = f(x) + 1;\n") == syntax);
    CHECK(rules_of("//@ predicate P(integer x) = !P(x);\n") == syntax);
    CHECK(rules_of("namespace n {\n//@ predicate P(integer x) = x > 0 && n::P(x - 1);\n}\n") == syntax);
    CHECK(rules_of("/*@ axiomatic A {\n    logic integer f(integer x) = x == 0 ? 0 : f(x - 1);\n} */\n") == syntax);
    CHECK(rules_of("//@ predicate P(integer x) = x > 0;\n//@ predicate Q(integer x) = P(x) && P(x - 1);\n").empty());
    CHECK(rules_of("/*@ inductive E(integer x) {\n    case zero: E(0);\n"
                   "    case more: \\forall integer n; E(n) ==> E(n + 2);\n} */\n")
              .empty());
}

TEST_CASE("An annotation that belongs to nothing is refused") {
    CHECK(rules_of_body("//@ requires n < 3;") == Rules{"annotation-place"});
    CHECK(rules_of_body("//@ loop assigns i;") == Rules{"annotation-place"});
    CHECK(rules_of_body("//@ predicate P(integer x) = x == 1;") == Rules{"annotation-place"});
    CHECK(rules_of_body("i = n /*@ assert n < 3; */ + 1;") == Rules{"annotation-place"});
    CHECK(rules_of("//@ assert 1 == 1;\n//@ assigns \\nothing;\nuint32_t f() { return 1; }\n") ==
          Rules{"annotation-place"});
    CHECK(rules_of("//@ assigns \\nothing;\nstruct S { uint32_t n; };\n") == Rules{"annotation-place"});
    CHECK(rules_of("//@ assigns \\nothing;\n//@ assigns \\nothing;\nuint32_t f() { return 1; }\n") ==
          Rules{"annotation-place"});
    CHECK(rules_of("//@ assigns \\nothing;\nuint32_t f(uint32_t /*@ requires n; */ n) { return n; }\n") ==
          Rules{"annotation-place"});
    CHECK(rules_of("//@ assigns \\nothing;\nuint32_t f() { return 1; }\n//@ assigns \\nothing;\n") ==
          Rules{"annotation-place"});
    CHECK(rules_of("struct S {\n    uint32_t n; //@ assert 1;\n};\n") == Rules{"annotation-place"});
}

TEST_CASE("A behaviour that the function does not have is refused") {
    CHECK(rules_of_body("//@ for large: assert n > 9;") == Rules{"annotation-name"});
    CHECK(rules_of("/*@ assigns \\nothing;\n    behavior a: ensures \\result == 1;\n    complete behaviors a, b; "
                   "*/\nuint32_t f() { return 1; }\n") == Rules{"annotation-name"});
}

TEST_CASE("Every wrong name of an annotation is reported, not only the first") {
    Workbench bench;
    auto const result = with_body(bench, "//@ assert one == two && n == three;");
    CHECK(result.says("'one' is not declared"));
    CHECK(result.says("'two' is not declared"));
    CHECK(result.says("'three' is not declared"));
}

TEST_CASE("More than twenty faults are all reported") {
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "uint32_t f" + std::to_string(i) + "() { return 1; }\n";
    Workbench bench;
    auto const result = bench.lower_text(text);
    CHECK(result.says("unit.cc:31:"));
}

TEST_CASE("Recursion is found through ghost-free chains of any length, and named") {
    Workbench bench;
    auto const result =
        bench.lower_text("//@ assigns \\nothing;\nuint32_t a();\n//@ assigns \\nothing;\nuint32_t b() { return a(); }\n"
                         "//@ assigns \\nothing;\nuint32_t c() { return b(); }\nuint32_t a() { return c(); }\n");
    CHECK((result.rules() == Rules{"recursion"}));
    CHECK(result.says("a -> c -> b -> a"));
}

} // namespace redoubt::lower::test
