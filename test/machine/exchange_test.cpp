// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

TEST_CASE("machine: CMPXCHG8B and CMPXCHG16B write a pair of words when it is the one expected, and else load it") {
    for (bool const wide : {false, true}) {
        Bench bench;
        if (wide)
            bench.put(0x100, {0xf0, 0x48, 0x0f, 0xc7, 0x0e}); // LOCK CMPXCHG16B [RSI]
        else
            bench.put(0x100, {0xf0, 0x0f, 0xc7, 0x0e}); // LOCK CMPXCHG8B [RSI]
        auto const size = wide ? 8u : 4u;
        bench.cpu.set_general(0, 1);
        bench.cpu.set_general(2, 2);
        bench.cpu.set_general(3, 3);
        bench.cpu.set_general(1, 4);
        bench.cpu.set_general(6, 0x2000);
        bench.set_at<uint32_t>(0x2000, 1);
        bench.set_at<uint32_t>(0x2000 + size, 2);
        bench.cpu.flags.load(rflags::carry | rflags::sign);
        bench.cpu.rip = 0x100;
        CHECK_FALSE(bench.step());
        CHECK(bench.at<uint32_t>(0x2000) == 3);
        CHECK(bench.at<uint32_t>(0x2000 + size) == 4);
        CHECK(bench.cpu.flags.image() == (rflags::fixed | rflags::carry | rflags::sign | rflags::zero));
        bench.cpu.rip = 0x100;
        CHECK_FALSE(bench.step());
        CHECK(bench.cpu.general(0) == 3);
        CHECK(bench.cpu.general(2) == 4);
        CHECK_FALSE(bench.cpu.flags.zero());
        bench.cpu.set_general(6, 0x2008);
        bench.cpu.rip = 0x100;
        CHECK(is(bench.step(), Vector::GeneralProtection) == wide); // aligned to 16 bytes
        bench.pages.read_only = 0x2000;
        bench.cpu.forget_translations();
        bench.cpu.set_general(6, 0x2010);
        bench.cpu.rip = 0x100;
        CHECK(is(bench.step(), Vector::PageFault)); // it is written in any case
    }
}

TEST_CASE("machine: CLFLUSH checks its address as a read, and PREFETCH does not") {
    Bench bench;
    bench.put(0x100, {0x0f, 0xae, 0x3b}); // CLFLUSH [RBX]
    bench.put(0x103, {0x0f, 0x18, 0x0b}); // PREFETCHT0 [RBX]
    bench.cpu.set_general(3, Pages::size);
    bench.cpu.rip = 0x100;
    CHECK(is(bench.step(), Vector::PageFault));
    bench.cpu.rip = 0x103;
    CHECK_FALSE(bench.step());
    bench.cpu.set_general(3, 0x2000);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
}

TEST_CASE("machine: instructions with a VEX prefix are none in real mode") {
    Bench bench(CodeMode::Bits16);
    bench.put(0x100, {0xc4, 0xe2, 0x70, 0xf2, 0xc2}); // ANDN EAX, ECX, EDX
    bench.cpu.set_general(1, 1);
    bench.cpu.set_general(2, 3);
    bench.cpu.rip = 0x100;
    CHECK(is(bench.step(), Vector::InvalidOpcode));
    bench.cpu.cr0 |= cr0::pe;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 2);
}
