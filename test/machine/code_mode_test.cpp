// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

TEST_CASE("machine: the same bytes are decoded for the width of the code that runs them") {
    Bench bench;
    bench.put(0x100, {0x48, 0xb8, 1, 0, 0, 0, 0, 0, 0, 0}); // MOV RAX, 1; else DEC (E)AX, then MOV (E)AX, ...
    struct Case {
        CodeMode mode;
        uint64_t rax;
        uint64_t rip;
    };
    for (auto const& [mode, rax, rip] : {Case{CodeMode::Bits64, 1, 0x10a}, Case{CodeMode::Bits32, 0x4f, 0x101},
                                         Case{CodeMode::Bits16, 0x4f, 0x101}, Case{CodeMode::Bits64, 1, 0x10a}}) {
        set_mode(bench.cpu, mode);
        bench.cpu.set_general(0, 0x50);
        bench.cpu.rip = 0x100;
        CHECK_FALSE(bench.step());
        CHECK(bench.rax() == rax);
        CHECK(bench.cpu.rip == rip);
    }
}

TEST_CASE("machine: outside 64-bit mode each instruction counts once") {
    for (auto const mode : {CodeMode::Bits16, CodeMode::Bits32}) {
        Bench bench(mode);
        bench.put(0x100, {0xb1, 10});   // MOV CL, 10
        bench.put(0x102, {0x00, 0x0f}); // ADD [BX], CL or ADD [EDI], CL
        bench.put(0x104, {0xfe, 0xc9}); // DEC CL
        bench.put(0x106, {0x75, 0xfa}); // JNZ 102h
        bench.put(0x108, {0xf4});       // HLT
        bench.cpu.set_general(3, 0x2000);
        bench.cpu.set_general(7, 0x2000);
        bench.cpu.rip = 0x100;
        CHECK(bench.cpu.run(1000) == Stop::Sensitive);
        CHECK(bench.cpu.retired() == 31);
        CHECK(bench.cpu.rip == 0x108);
        CHECK(bench.at<uint8_t>(0x2000) == 55);
    }
}

TEST_CASE("machine: code that is written over runs as written outside 64-bit mode, too") {
    Bench bench(CodeMode::Bits32);
    bench.put(0x100, {0x40, 0xf4}); // INC EAX; HLT
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(10) == Stop::Sensitive);
    bench.put(0x200, {0xc6, 0x05, 0, 1, 0, 0, 0x90, 0xf4}); // MOV BYTE [100h], NOP; HLT
    bench.cpu.rip = 0x200;
    CHECK(bench.cpu.run(10) == Stop::Sensitive);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(10) == Stop::Sensitive);
    CHECK(bench.rax() == 1);
}

TEST_CASE("machine: a block of another mode is not run when the mode changes between runs") {
    Bench bench(CodeMode::Bits32);
    bench.put(0x100, {0xb8, 0x01, 0x02, 0x03, 0x04}); // MOV EAX, 4030201h; as 16-bit code MOV AX, 201h
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 0x04030201);
    set_mode(bench.cpu, CodeMode::Bits16);
    bench.cpu.set_general(0, 0);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 0x201);
    CHECK(bench.cpu.rip == 0x103);
}

TEST_CASE("machine: addresses of 16 bits wrap, also as the sum of two registers") {
    Bench bench(CodeMode::Bits16);
    bench.put(0x100, {0x8b, 0x40, 0x10});             // MOV AX, [BX+SI+10h]
    bench.put(0x103, {0x67, 0x8b, 0x04, 0x33});       // MOV AX, [EBX+ESI]
    bench.put(0x107, {0x8d, 0x40, 0x10});             // LEA AX, [BX+SI+10h]
    bench.put(0x10a, {0x67, 0x66, 0x8d, 0x04, 0x33}); // LEA EAX, [EBX+ESI]
    bench.cpu.set_general(3, 0xabcdfff0);
    bench.cpu.set_general(6, 0x2000);
    bench.set_at<uint16_t>(0x2000, 0x1234);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 0x1234);
    CHECK(is(bench.step(), Vector::GeneralProtection)); // beyond FFFFh
    bench.cpu.rip = 0x107;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 0x2000);
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 0xabce1ff0);
}

TEST_CASE("machine: near branches are cut to their operand's width and lie within the code segment") {
    Bench bench(CodeMode::Bits16);
    bench.put(0x100, {0xe9, 0xfd, 0xff}); // JMP 100h
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0x100);
    bench.put(0x10, {0xeb, 0x80}); // JMP FF92h
    bench.cpu.rip = 0x10;
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0xff92);
    bench.put(0x200, {0x66, 0xff, 0xe0}); // JMP EAX
    bench.cpu.set_general(0, 0x10000);
    bench.cpu.rip = 0x200;
    CHECK(is(bench.step(), Vector::GeneralProtection));
    CHECK(bench.cpu.rip == 0x200);
    bench.put(0x300, {0x66, 0xff, 0xd0}); // CALL EAX
    bench.cpu.set_general(4, 0x2000);
    bench.cpu.rip = 0x300;
    CHECK(is(bench.step(), Vector::GeneralProtection));
    CHECK(bench.cpu.general(4) == 0x2000);
    CHECK(bench.at<uint32_t>(0x1ffc) == 0);
}

TEST_CASE("machine: near calls and returns have the operand's width outside 64-bit mode") {
    Bench bench(CodeMode::Bits32);
    bench.put(0x100, {0xff, 0x15, 0x00, 0x20, 0, 0}); // CALL [2000h]
    bench.put(0x200, {0xc2, 4, 0});                   // RET 4
    bench.put(0x106, {0x66, 0xe8, 0xf6, 0x01});       // CALL 300h, with 16 bits
    bench.put(0x300, {0x66, 0xc3});                   // RET, with 16 bits
    bench.set_at<uint32_t>(0x2000, 0x200);
    bench.cpu.set_general(4, 0x2800);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0x200);
    CHECK(bench.at<uint32_t>(0x27fc) == 0x106);
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0x106);
    CHECK(bench.cpu.general(4) == 0x2804);
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0x300);
    CHECK(bench.cpu.general(4) == 0x2802);
    CHECK(bench.at<uint16_t>(0x2802) == 0x10a);
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.rip == 0x10a);
    CHECK(bench.cpu.general(4) == 0x2804);
}

TEST_CASE("machine: compatibility mode runs in the lower 4 GiB, and leaves 64-bit mode's address cut") {
    Bench bench(CodeMode::Bits32);
    bench.cpu.cr0 |= cr0::pg;
    bench.cpu.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    auto ds = bench.cpu.segment(SegmentIndex::Ds);
    ds.base = 0xffff0000;
    bench.cpu.set_segment(SegmentIndex::Ds, ds);
    bench.put(0x100, {0xa1, 0x00, 0x20, 0x01, 0x00}); // MOV EAX, [12000h]: 2000h in the end
    bench.set_at<uint32_t>(0x2000, 77);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.rax() == 77);
}
