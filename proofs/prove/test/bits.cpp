// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/bits.hpp"
#include "proofs/prove/error.hpp"
#include "proofs/prove/test/scratch.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include <doctest/doctest.h>

using namespace redoubt;
using namespace redoubt::prove;

namespace {

std::string problem_of(std::string const& table) {
    try {
        (void)parse_bit_facts(table);
    } catch (CannotRun const& problem) {
        return problem.what();
    }
    return "none";
}

Prover const z3{"z3", "/usr/bin/z3", "installed"};

} // namespace

TEST_CASE("A table of bit facts that cannot be read names the line") {
    CHECK(problem_of("# comment\n\na (= x\n") == "table of bit facts, line 3: a parenthesis is missing");
    CHECK(problem_of("a (= x y z)") == "table of bit facts, line 1: '=' takes 2 arguments");
    CHECK(problem_of("a (nand x y)") == "table of bit facts, line 1: 'nand' is no operator");
    CHECK(problem_of("a (= x Y)") == "table of bit facts, line 1: 'Y' is no variable or number");
    CHECK(problem_of("a (= x x)\na (= y y)") == "table of bit facts, line 2: 'a' stands there twice");
    CHECK_THROWS_AS((void)refutation(parse_bit_facts("a (<= x (mul (mul x y) z))").front()), CannotRun);
    CHECK_THROWS_AS((void)refutation(parse_bit_facts("a (<= x (lsl x 65))").front()), CannotRun);
    CHECK(problem_of("a (= x x) y") == "table of bit facts, line 1: 'y' is left over");
}

TEST_CASE("The theory guards each variable and can be used from the bit operator") {
    CHECK(why3_theory(parse_bit_facts("low (= (land x 0xfff) (mod x 4096))"))
              .find("axiom redoubt_low: forall x: int [(land x 0xfff)]. 0 <= x <= 0xffffffffffffffff -> ((land x "
                    "0xfff) = (CD.mod x 4096))") != std::string::npos);
    CHECK(why3_theory(parse_bit_facts("one (= (lsl 1 0) 1)")).find("axiom redoubt_one: ((lsl 1 0) = 1)\n") !=
          std::string::npos);
}

TEST_CASE("Every fact of the table is confirmed by Z3") {
    test::Scratch const scratch;
    auto const facts = parse_bit_facts(support::read_file(support::source_root() / "proofs/bits/facts.txt"));
    CHECK(facts.size() >= 20);
    CHECK(unconfirmed(facts, z3, scratch.directory()).empty());
}

TEST_CASE("A fact that fails for one value, wraps around, goes below zero or divides by zero is not confirmed") {
    test::Scratch const scratch;
    auto const facts = parse_bit_facts("mask (= (land x 0xfff) (mod x 4095))\n"
                                       "wraps (<= (add x y) 0xffffffffffffffff)\n"
                                       "negative (<= (sub x y) x)\n"
                                       "zero (<= (mod x y) x)\n"
                                       "right (<= (land x y) x)\n");
    CHECK(unconfirmed(facts, z3, scratch.directory()) == std::vector<std::string>{"mask", "wraps", "negative", "zero"});
}

TEST_CASE("A prover that does not answer confirms nothing") {
    test::Scratch const scratch;
    CHECK(
        unconfirmed(parse_bit_facts("right (<= (land x y) x)"), {"z3", "/bin/true", ""}, scratch.directory()).size() ==
        1);
}

TEST_CASE("A shift by a variable is computed up to 63 places, and anything beyond") {
    test::Scratch const scratch;
    auto const facts = parse_bit_facts("grows (<= x (lsl x y))\n"
                                       "same (= (lsl x y) (lsl x y))\n"
                                       "far (=> (< y 65) (<= 1 (lsl 1 y)))\n"
                                       "near (=> (< y 64) (<= x (lsl x y)))\n"
                                       "top (=> (< y 64) (<= (lsl 1 y) 0x8000000000000000))\n"
                                       "low (=> (< y 64) (< (lsl 1 y) 0x8000000000000000))\n");
    CHECK(unconfirmed(facts, z3, scratch.directory()) == std::vector<std::string>{"grows", "same", "far", "low"});
}
