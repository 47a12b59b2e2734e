// SPDX-License-Identifier: Apache-2.0
// An expression gives the same in every order that C, C++ and the prover may choose.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace {

// The statement stands in a function with a reference c, a copied struct s, and integers a, b and array.
std::set<std::string> rules_of(std::string const& statement) {
    Workbench bench;
    auto const result = bench.lower_text(
        "struct C { uint32_t n; };\n"
        "//@ requires \\valid(&c); assigns c;\nuint32_t next(C& c);\n"
        "//@ requires \\valid_read(&c); assigns \\nothing;\nuint32_t seen(C const& c);\n"
        "//@ assigns \\nothing;\nuint32_t two(uint32_t x, uint32_t y);\n"
        "//@ requires \\valid(p); assigns *p;\nuint32_t set(uint32_t* p);\n"
        "//@ requires \\valid(&c); assigns c;\nvoid f(C& c, C s, uint32_t a, uint32_t b, uint32_t (&array)[4]) {\n    "
        "uint32_t other = a;\n    uint32_t* p = &other;\n    a = *p + s.n;\n    " +
        statement + "\n}\n");
    CHECK(result.status == (result.rules().empty() ? 0 : 1));
    return result.rules();
}

} // namespace

TEST_CASE("A call that may write is not put beside a read or another call") {
    for (std::string const statement :
         {"a = next(c) + c.n;", "a = c.n - next(c);", "a = next(c) + next(c);", "a = next(c) + seen(c);",
          "a = two(next(c), c.n);", "a = two(seen(c), next(c));", "array[c.n] = next(c);", "c.n += next(c);",
          "a = array[next(c)] + array[0];", "a = set(&other) + other;", "a = b + (a > 3 ? next(c) : c.n) + c.n;",
          "C const d{.n = two(next(c), c.n)};", "if (next(c) == c.n) a = 1;", "array[next(c)] = c.n;"}) {
        CAPTURE(statement);
        CHECK(rules_of(statement) == std::set<std::string>{"evaluation-order"});
    }
}

TEST_CASE("What is ordered, or cannot be changed by the call, may stand beside it") {
    for (std::string const statement :
         {"a = next(c);", "c.n = next(c);", "a = next(c) + 1;", "a = a + next(c);", "a += next(c);",
          "a = two(next(c), b);", "a = seen(c) + c.n;", "a = seen(c) + seen(c);", "if (c.n > 1 && next(c) == 2) a = 1;",
          "if (next(c) == 2 || c.n == 1) a = 1;", "a = c.n > 1 ? next(c) : c.n;", "array[a] = next(c);",
          "a = two(two(a, c.n), seen(c));", "uint32_t const d = next(c);"}) {
        CAPTURE(statement);
        CHECK(rules_of(statement).empty());
    }
}

} // namespace redoubt::lower::test
