// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::test;
using Found = std::vector<std::string>;

TEST_CASE("image: what has nothing against it passes") {
    auto const good = audit(function("_start", "call good\nret") + function("good", "push %rbx\npop %rbx\nret"));
    CHECK(found(good).empty());
    REQUIRE(good.functions.size() == 2);
    CHECK(good.functions[0].module == "m");
}

TEST_CASE("image: a section that is writable and executable is found, and the segment that it makes") {
    auto const bad = audit(".section .code, \"awx\"\n.type _start, @function\n_start: ret\n.size _start, . - _start\n");
    auto const list = found(bad);
    REQUIRE(list.size() == 2);
    CHECK(list[0] == "writable-code .code");
    CHECK(list[1].starts_with("writable-code segment at"));
}

TEST_CASE("image: a segment is found that is writable and executable though no section of it is both") {
    auto const list = found(audit(function("_start", "ret") + ".data\n.quad 1\n", {"-N", "-z", "nognustack"}));
    REQUIRE(list.size() == 1);
    CHECK(list[0].starts_with("writable-code segment at"));
}

TEST_CASE("image: a word that must be relocated is found") {
    CHECK(found(audit(function("_start", "ret") + ".data\n.quad _start\n")) == Found{"relocation .rela.dyn"});
}

TEST_CASE("image: a symbol that is defined nowhere is found") {
    auto const list = found(audit(function("_start", "lea missing(%rip), %rax\nret") + ".weak missing\n",
                                  {"-z", "dynamic-undefined-weak"}));
    CHECK(std::ranges::find(list, "undefined-symbol missing") != list.end());
}

TEST_CASE("image: a function that nobody proved or listed is found by its C++ name") {
    CHECK(found(audit(function("_start", "call _ZN3stm5thing3useEPKhj\nret") +
                      function("_ZN3stm5thing3useEPKhj", "ret"))) == Found{"not-proven stm::thing::use"});
}
