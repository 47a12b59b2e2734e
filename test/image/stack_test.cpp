// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using Found = std::vector<std::string>;

namespace {

std::uint64_t stack_of(std::string const& assembly) {
    auto const result = audit(assembly);
    CHECK(found(result).empty());
    REQUIRE(result.roots.size() == 1);
    return result.roots[0].stack;
}

} // namespace

TEST_CASE("image: the stack of a path is what each function has taken where it calls, and the return addresses") {
    CHECK(stack_of(function("_start", "ret")) == 0);
    CHECK(stack_of(function("_start", "push %rbx\nsub $32, %rsp\nadd $32, %rsp\npop %rbx\nret")) == 40);
    CHECK(stack_of(function("_start", "sub $16, %rsp\ncall good\nadd $16, %rsp\nret") +
                   function("good", "push %rax\npop %rax\nret")) == 16 + 8 + 8);
    // The deeper of two ways, on whichever side of a branch
    CHECK(stack_of(function(
              "_start", "test %eax, %eax\nje 1f\nsub $64, %rsp\nadd $64, %rsp\nret\n1: push %rax\npop %rax\nret")) ==
          64);
    CHECK(stack_of(function("_start", "call good1\ncall good2\nret") +
                   function("good1", "sub $96, %rsp\nadd $96, %rsp\nret") +
                   function("good2", "push %rax\npop %rax\nret")) == 8 + 96);
    // A call at the end is a jump: the frame is gone by then
    CHECK(stack_of(function("_start", "push %rax\npop %rax\njmp good") +
                   function("good", "lea -48(%rsp), %rsp\nlea 48(%rsp), %rsp\nret")) == 48);
}

TEST_CASE("image: the deepest way is named") {
    auto const result = audit(function("_start", "call good1\ncall good2\nret") + function("good1", "ret") +
                              function("good2", "sub $24, %rsp\ncall good1\nadd $24, %rsp\nret"));
    REQUIRE(result.roots.size() == 1);
    CHECK(result.roots[0].path == Found{"_start", "good2", "good1"});
    CHECK(result.roots[0].stack == 8 + 24 + 8);
}

TEST_CASE("image: a stack that needs more than is reserved is found") {
    auto const exact = function("_start", "sub $256, %rsp\nadd $256, %rsp\nret");
    auto const more = function("_start", "sub $256, %rsp\npush %rax\npop %rax\nadd $256, %rsp\nret");
    CHECK(found(audit(exact)).empty());
    CHECK(found(audit(more)) == Found{"stack _start"});
}

TEST_CASE("image: recursion is found, directly, through others, and where nobody calls it") {
    CHECK(found(audit(function("_start", "call good\nret") + function("good", "call good\nret"))) ==
          Found{"recursion good"});
    CHECK(found(audit(function("_start", "call good1\nret") + function("good1", "call good2\nret") +
                      function("good2", "jmp good3") + function("good3", "call good1\nret"))) ==
          Found{"recursion good1"});
    CHECK(found(audit(function("_start", "ret") + function("good1", "call good2\nret") +
                      function("good2", "call good1\nret"))) == Found{"recursion good1"});
    CHECK(found(audit(function("_start", "1: dec %eax\njne 1b\nret"))).empty()); // a loop is none
}

TEST_CASE("image: a stack whose depth cannot be said is found") {
    CHECK(found(audit(function("_start", "1: push %rax\njmp 1b"))) == Found{"stack _start"}); // grows in a loop
    CHECK(found(audit(function("_start", "call good\nret") + function("good", "sub %rax, %rsp\nret"))) ==
          Found{"stack good"});
    CHECK(found(audit(function("_start", "call good\nret") + function("good", "and $-64, %rsp\nret"))) ==
          Found{"stack good"});
    CHECK(found(audit(function("_start", "call good\nret") + function("good", "mov %rdi, %rsp\nret"))) ==
          Found{"stack good"});
}

TEST_CASE("image: what nobody calls may choose a stack, and is measured from there") {
    CHECK(stack_of(function("_start", "mov %rdi, %rsp\ncall good\nhlt\nret") +
                   function("good", "push %rax\npop %rax\nret")) == 16);
}

TEST_CASE("image: entries of faults begin with what the processor pushes, and have their own bound") {
    // Two ways in, the second of which is the deeper one
    auto const entries = function("stm_fault_entries", "push $0\njmp good\nnop\npush $1\npush $2\njmp good") +
                         function("good", "sub $64, %rsp\n1: hlt\njmp 1b");
    for (unsigned const size : {48u + 16 + 64, 48u + 16 + 63}) {
        auto list = found(audit(".globl reserved_fault_stack\n.set reserved_fault_stack, " + std::to_string(size) +
                                "\n" + function("_start", "ret") + entries));
        std::erase(list, "not-proven stm_fault_entries");
        CHECK(list.empty() == (size == 48 + 16 + 64));
    }
}
