// SPDX-License-Identifier: Apache-2.0
// Ghost code is resolved like the rest, and cannot make the proof too easy.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace {

Result with_ghost(Workbench const& bench, std::string const& global, std::string const& local) {
    return bench.lower_text(
        "namespace stm {\n" + global +
        "\n//@ assigns \\nothing;\nuint32_t plain(uint32_t x) { return x; }\n"
        "/*@ requires n < 100;\n    assigns \\nothing; */\nuint32_t f(uint32_t n) {\n    uint32_t sum = n;\n" +
        local + "\n    return sum;\n}\n}\n");
}

void check_taken(std::string const& global, std::string const& local) {
    CAPTURE(global + local);
    Workbench bench;
    auto const result = with_ghost(bench, global, local);
    CHECK(result.err == "");
    CHECK(bench.compile_c(result.c) == "");
    CHECK(bench.parse_with_frama_c(result.c) == "");
}

void check_refused(std::string const& global, std::string const& local, std::string const& rule) {
    CAPTURE(global + local);
    Workbench bench;
    auto const result = with_ghost(bench, global, local);
    CHECK(result.status == 1);
    CHECK(result.rules() == std::set<std::string>{rule});
}

std::string const kStep = "/*@ ghost\n    /@ requires x < 200; assigns \\nothing; ensures \\result == x + 1; @/\n    "
                          "uint32_t step(uint32_t x) { return x + 1; }\n*/";

} // namespace

TEST_CASE("Ghost variables, blocks, loops and functions are lowered") {
    check_taken("//@ ghost uint64_t cost = 0;",
                "//@ ghost uint32_t k = n; k = k + sum;\n//@ assert k >= n && cost >= 0;");
    check_taken(kStep, "//@ ghost uint32_t k = step(n);\n//@ assert k == n + 1;");
    check_taken("",
                "/*@ ghost uint32_t k = 0; if (n > 3) { uint32_t m = 2; k = m; } else k = 1; */\n//@ assert k <= 2;");
    check_taken(
        "", "/*@ ghost uint32_t k = 0;\n    /@ loop invariant 0 <= j <= n; loop assigns j, k; loop variant n - j; @/\n"
            "    for (uint32_t j = 0; j < n; j++) { k = k + 1; } */");
    check_taken("", "//@ ghost before: ;\nsum = sum + 1;\n//@ assert sum == \\at(sum, before) + 1;");
}

TEST_CASE("Ghost parameters and arguments are lowered, on members as on functions") {
    Workbench bench;
    auto const result = bench.lower_text(
        "struct T {\n    uint32_t n;\n    //@ requires m < 9; assigns \\nothing; ensures \\result >= 0 && m < 9;\n"
        "    uint32_t get(uint32_t k) const /*@ ghost (uint32_t m) */ {\n        //@ ghost uint32_t l = m;\n        "
        "return k;\n    }\n};\n"
        "//@ requires \\valid_read(&t); assigns \\nothing;\nuint32_t f(T const& t) {\n    return t.get(3) /*@ ghost "
        "(2u) */;\n}\n");
    CHECK(result.err == "");
    CHECK(contains(result.c, "T_get(t, 3) /*@ ghost (2u) */"));
    CHECK(bench.compile_c(result.c) == "");
    CHECK(bench.parse_with_frama_c(result.c) == "");
}

TEST_CASE("Ghost code that does not end, calls code or has a name that is in use is refused") {
    check_refused("", "//@ ghost while (n > 0) { ; }", "annotation-syntax");
    check_refused("", "/*@ ghost /@ loop invariant n == n; @/ while (n > 0) { ; } */", "annotation-syntax");
    check_refused("", "//@ ghost uint32_t k = plain(n);", "annotation-name");
    check_refused("", "//@ ghost uint32_t n = 1;", "annotation-shadow");
    check_refused("", "//@ ghost return 1;", "annotation-syntax");
    check_refused("", "//@ ghost integer k = 1;", "annotation-syntax");
    check_refused("", "//@ ghost k = 1;", "annotation-name");
    check_refused("", "//@ ghost break;", "annotation-name");
    check_refused(kStep + "\n//@ logic integer twice(integer x) = step(x);", "", "annotation-name");
}

TEST_CASE("A ghost function that calls itself, has no body or no contract is refused") {
    check_refused("/*@ ghost /@ assigns \\nothing; ensures \\false; @/ void bad(uint32_t x) { bad(x); } */", "",
                  "annotation-name");
    check_refused("/*@ ghost /@ assigns \\nothing; ensures \\false; @/ void bad(uint32_t x); */", "",
                  "annotation-syntax");
    check_refused("/*@ ghost void bad(uint32_t x) { ; } */", "", "annotation-syntax");
    check_refused("/*@ ghost /@ ensures \\false; @/ void bad(uint32_t x) { ; } */", "", "annotation-syntax");
}

TEST_CASE("A C++ local cannot take the name of a ghost variable that is in scope") {
    check_refused("", "//@ ghost uint32_t k = 1;\nuint32_t const k = 2;\nsum = k;", "shadow");
}

} // namespace redoubt::lower::test
