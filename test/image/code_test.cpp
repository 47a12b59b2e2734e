// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using Found = std::vector<std::string>;

namespace {

// Of an image whose only function has this body.
Found of(std::string const& body) {
    return found(audit(function("_start", body + "\nret")));
}

} // namespace

TEST_CASE("image: calls and jumps whose target is not in the instruction are found") {
    CHECK(of("call *%rax") == Found{"indirect-branch _start"});
    CHECK(of("call *8(%rdi)") == Found{"indirect-branch _start"});
    CHECK(of("jmp *%rax") == Found{"indirect-branch _start"});
    CHECK(of("ljmp *(%rdi)") == Found{"indirect-branch _start"});
    CHECK(of("jmp 1f\n1: jne 1b").empty());
}

TEST_CASE("image: floating-point and vector instructions are found, also those that save such registers") {
    for (std::string const instruction :
         {"movaps %xmm0, %xmm1", "movd %eax, %xmm0", "fld1", "fninit", "pxor %mm0, %mm0", "vzeroupper",
          "vpaddd %ymm0, %ymm1, %ymm2", "fxsave (%rdi)", "xsave (%rdi)", "xrstor (%rdi)", "ldmxcsr (%rdi)"}) {
        CAPTURE(instruction);
        CHECK(of(instruction) == Found{"vector-instruction _start"});
    }
    for (std::string const instruction : {"pause", "rdmsr", "vmptrld (%rdi)", "lock cmpxchg %edx, (%rdi)", "mulq %rdi"}) {
        CAPTURE(instruction);
        CHECK(of(instruction).empty());
    }
}

TEST_CASE("image: bytes that are no instruction are found") {
    CHECK(of(".byte 0x06").front() == "not-decodable _start"); // PUSH ES, which 64-bit mode does not have
}

TEST_CASE("image: code that no function has is found") {
    CHECK(found(audit(function("_start", "ret") + "nop\nmov %eax, %ebx\nret\n")) == Found{"unnamed-code .text"});
    CHECK(found(audit(function("_start", "ret") + "nop\nint3\nint3\n")).empty());
    CHECK(found(audit(function("_start", "jmp loose") + ".type loose, @function\nloose: ret\n")).front() ==
          "unnamed-code loose"); // no size
}

TEST_CASE("image: a branch into the middle of a function, or of an instruction, is found") {
    CHECK(found(audit(function("_start", "call inner\nret") + function("good", "nop\ninner: ret"))) ==
          Found{"branch-target _start"});
    CHECK(of("jmp 1f + 1\n1: mov $0xc3c3, %eax").front() == "branch-target _start");
    CHECK(of("1: nop\ncall 1b + 1").front() == "branch-target _start");
}
