// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"
#include "test/machine/native_instruction.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::machine::test::Bench;
using redoubt::machine::test::Pages;

TEST_CASE("machine: a run ends after exactly as many instructions as were asked for, wherever blocks end") {
    Bench bench;
    bench.put(0x100, {0x48, 0xff, 0xc0}); // INC RAX
    bench.put(0x103, {0x48, 0xff, 0xc3}); // INC RBX
    bench.put(0x106, {0xeb, 0xf8});       // JMP 100h
    for (unsigned budget = 1; budget < 20; ++budget) {
        Bench each;
        each.pages.bytes = bench.pages.bytes;
        each.cpu.rip = 0x100;
        CHECK(each.cpu.run(budget) == Stop::Budget);
        CHECK(each.cpu.retired() == budget);
        CHECK(each.rax() == (budget + 2) / 3);
        CHECK(each.cpu.get<uint64_t>(at::rbx) == (budget + 1) / 3);
        CHECK(each.cpu.rip == 0x100 + std::array<uint64_t, 3>{0, 3, 6}[budget % 3]);
    }
}

TEST_CASE("machine: a loop counts each of its instructions") {
    Bench bench;
    bench.put(0x100, {0xb9, 0x0a, 0, 0, 0}); // MOV ECX, 10
    bench.put(0x105, {0x48, 0x01, 0xc8});    // ADD RAX, RCX
    bench.put(0x108, {0xff, 0xc9});          // DEC ECX
    bench.put(0x10a, {0x75, 0xf9});          // JNZ 105h
    bench.put(0x10c, {0xf4});                // HLT
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(1000) == Stop::Sensitive);
    CHECK(bench.rax() == 55);
    CHECK(bench.cpu.retired() == 31); // HLT is the caller's
    CHECK(bench.cpu.rip == 0x10c);
}

TEST_CASE("machine: a call pushes the address behind it, and a return goes there") {
    Bench bench;
    bench.put(0x100, {0xe8, 0xfb, 0, 0, 0}); // CALL 200h
    bench.put(0x105, {0xf4});                // HLT
    bench.put(0x200, {0xb0, 7});             // MOV AL, 7
    bench.put(0x202, {0xc2, 8, 0});          // RET 8
    bench.cpu.set<uint64_t>(at::rsp, 0x2000);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.cpu.rip == 0x105);
    CHECK(bench.rax() == 7);
    CHECK(bench.cpu.get<uint64_t>(at::rsp) == 0x2008);
    CHECK(bench.pages.bytes[0x1ff8] == std::byte{5});
}

TEST_CASE("machine: a fault leaves the instruction undone and those before it done") {
    Bench bench;
    bench.put(0x100, {0x48, 0xff, 0xc0}); // INC RAX
    bench.put(0x103, {0x48, 0x01, 0x03}); // ADD [RBX], RAX
    bench.put(0x106, {0x48, 0xff, 0xc0}); // INC RAX
    bench.pages.read_only = 0x2000;
    bench.cpu.set<uint64_t>(at::rbx, 0x2000);
    bench.cpu.flags.load(rflags::carry);
    bench.cpu.rip = 0x100;
    try {
        (void)bench.cpu.run(100);
        FAIL("no fault");
    } catch (Fault const& fault) {
        CHECK(fault.vector == Vector::PageFault);
        CHECK(fault.error_code == 2); // of a write, though it reads first
        CHECK(fault.address == 0x2000);
    }
    CHECK(bench.cpu.rip == 0x103);
    CHECK(bench.cpu.retired() == 1);
    CHECK(bench.rax() == 1);
    CHECK(bench.cpu.flags.carry()); // INC leaves it, ADD would have cleared it
}

TEST_CASE("machine: a write over the end of a page that may not go on writes nothing") {
    Bench bench;
    bench.put(0x100, {0x48, 0x89, 0x03}); // MOV [RBX], RAX
    bench.pages.read_only = 0x3000;
    bench.cpu.set<uint64_t>(at::rax, ~uint64_t{0});
    bench.cpu.set<uint64_t>(at::rbx, 0x2ffc);
    bench.cpu.rip = 0x100;
    CHECK_THROWS_AS((void)bench.cpu.run(1), Fault);
    for (uint64_t at = 0x2ffc; at < 0x3004; ++at)
        CHECK(bench.pages.bytes[at] == std::byte{0});
    bench.pages.read_only = Pages::size;
    CHECK(bench.cpu.run(1) == Stop::Budget);
    for (uint64_t at = 0x2ffc; at < 0x3004; ++at)
        CHECK(bench.pages.bytes[at] == std::byte{0xff});
}

TEST_CASE("machine: code that is written over runs as written, also in the block that writes") {
    Bench bench;
    bench.put(0x100, {0xc6, 0x05, 2, 0, 0, 0, 0xc3}); // MOV BYTE [109h], C3h: the next instruction's second byte
    bench.put(0x107, {0x48, 0xff, 0xc0});             // INC RAX, then INC RBX
    bench.put(0x10a, {0xf4});                         // HLT
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.rax() == 0);
    CHECK(bench.cpu.get<uint64_t>(at::rbx) == 1);
    CHECK(bench.cpu.retired() == 2);
}

TEST_CASE("machine: code that another processor writes runs as written") {
    Bench bench;
    Interpreter other(bench.pages, bench.code);
    test::set_mode(other, CodeMode::Bits64);
    bench.put(0x100, {0x48, 0xff, 0xc0, 0xf4}); // INC RAX; HLT
    bench.put(0x1000, {0x88, 0x03, 0xf4});      // MOV [RBX], AL; HLT
    other.set<uint64_t>(at::rax, 0x90);         // NOP
    other.set<uint64_t>(at::rbx, 0x800);        // in the page, so that it is known as writable
    other.rip = 0x1000;
    CHECK(other.run(100) == Stop::Sensitive);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    for (uint64_t const target : {0x100u, 0x101u, 0x102u}) {
        other.set<uint64_t>(at::rbx, target);
        other.rip = 0x1000;
        CHECK(other.run(100) == Stop::Sensitive);
    }
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.rax() == 1);
    CHECK(bench.cpu.retired() == 4); // INC, then three NOP
}

TEST_CASE("machine: an instruction that stands in two pages runs") {
    Bench bench;
    bench.put(0xffe, {0x48, 0x05, 1, 2, 0, 0}); // ADD RAX, 201h
    bench.put(0x1004, {0xf4});
    bench.cpu.rip = 0xffe;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.rax() == 0x201);
    CHECK(bench.cpu.rip == 0x1004);
    CHECK(bench.cpu.retired() == 1);
}

TEST_CASE("machine: a repeated instruction is left when its share is used up, and taken up again") {
    Bench bench;
    bench.put(0x100, {0xf3, 0xaa, 0xf4}); // REP STOSB; HLT
    bench.cpu.set<uint64_t>(at::rax, 0x55);
    bench.cpu.set<uint64_t>(at::rcx, 10);
    bench.cpu.set<uint64_t>(at::rdi, 0x2000);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(4) == Stop::Budget);
    CHECK(bench.cpu.retired() == 4);
    CHECK(bench.cpu.get<uint64_t>(at::rcx) == 6);
    CHECK(bench.cpu.rip == 0x100);
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.cpu.retired() == 10);
    CHECK(bench.pages.bytes[0x2009] == std::byte{0x55});
    CHECK(bench.pages.bytes[0x200a] == std::byte{0});
}

TEST_CASE("machine: a device is asked for every access") {
    Bench bench;
    bench.put(0x100, {0x8b, 0x03});          // MOV EAX, [RBX]
    bench.put(0x102, {0x66, 0x89, 0x43, 2}); // MOV [RBX+2], AX
    bench.put(0x106, {0xf4});
    bench.cpu.set<uint64_t>(at::rbx, Pages::device + 0x10);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.rax() == Pages::device + 0x14);
    CHECK(bench.pages.written.at(Pages::device + 0x12) == Pages::device + 0x14);
}

TEST_CASE("machine: what depends on more than registers and memory is left to the caller, undone") {
    for (auto const& bytes : {std::vector<uint8_t>{0x0f, 0x01, 0xc1}, // VMCALL
                              std::vector<uint8_t>{0x0f, 0x30},       // WRMSR
                              std::vector<uint8_t>{0xe6, 0xb2},       // OUT B2h, AL
                              std::vector<uint8_t>{0x0f, 0x22, 0xd8}, // MOV CR3, RAX
                              std::vector<uint8_t>{0xfa},             // CLI
                              std::vector<uint8_t>{0x0f, 0xaa},       // RSM
                              std::vector<uint8_t>{0xf3, 0x90},       // PAUSE
                              std::vector<uint8_t>{0x9d},             // POPFQ
                              std::vector<uint8_t>{0x0f, 0x31},       // RDTSC
                              std::vector<uint8_t>{0x0f, 0x0b},       // UD2
                              std::vector<uint8_t>{0x06}}) {          // no instruction in this mode
        Bench bench;
        bench.put(0x100, {0x48, 0xff, 0xc0}); // INC RAX
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bench.pages.bytes[0x103 + i] = std::byte{bytes[i]};
        bench.cpu.rip = 0x100;
        CHECK(bench.cpu.run(100) == Stop::Sensitive);
        CHECK(bench.cpu.rip == 0x103);
        CHECK(bench.cpu.retired() == 1);
        CHECK(bench.rax() == 1);
    }
}

TEST_CASE("machine: a conditional jump is taken when the processor's SETcc sets, for every state of the status flags") {
    test::NativeInstruction native;
    for (unsigned condition = 0; condition < 16; ++condition) {
        native.set(std::array{std::byte{0x0f}, std::byte(0x90 + condition), std::byte{0xc0}}); // SETcc AL
        Bench bench;
        bench.put(0x100, {static_cast<uint8_t>(0x70 + condition), 0x10}); // Jcc 112h
        for (unsigned state = 0; state < 64; ++state) {
            uint64_t image = rflags::fixed | rflags::interrupt;
            unsigned bit = 0;
            for (auto const flag :
                 {rflags::carry, rflags::parity, rflags::adjust, rflags::zero, rflags::sign, rflags::overflow})
                if (((state >> bit++) & 1) != 0) image |= flag;
            bench.cpu.flags.load(image);
            CHECK(bench.cpu.flags.image() == image);
            bench.cpu.rip = 0x100;
            CHECK(bench.cpu.run(1) == Stop::Budget);
            CHECK(bench.cpu.rip == ((native.run({.general = {}, .flags = image}).general[0] & 1) != 0 ? 0x112 : 0x102));
        }
    }
}

TEST_CASE("machine: FS and GS add their base to an address, and not to the address that LEA gives") {
    Bench bench;
    bench.put(0x100, {0x65, 0x8b, 0x03});                   // MOV EAX, GS:[RBX]
    bench.put(0x103, {0x64, 0x8b, 0x0c, 0x25, 8, 0, 0, 0}); // MOV ECX, FS:[8]
    bench.put(0x10b, {0x65, 0x48, 0x8d, 0x53, 4});          // LEA RDX, GS:[RBX+4]
    bench.put(0x110, {0x36, 0x8b, 0x2b});                   // MOV EBP, SS:[RBX]: no base in this mode
    bench.put(0x113, {0x65, 0xa4});                         // MOVSB from GS:[RSI]
    bench.put(0x115, {0xf4});
    bench.put(0x2010, {1});
    bench.put(0x2108, {2});
    bench.put(0x0010, {3});
    bench.cpu.set_segment_base(SegmentIndex::Gs, 0x2000);
    bench.cpu.set_segment_base(SegmentIndex::Fs, 0x2100);
    bench.cpu.set<uint64_t>(at::rbx, 0x10);
    bench.cpu.set<uint64_t>(at::rsi, 0x10);
    bench.cpu.set<uint64_t>(at::rdi, 0x3000);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(100) == Stop::Sensitive);
    CHECK(bench.cpu.rip == 0x115);
    CHECK(bench.rax() == 1);
    CHECK(bench.cpu.get<uint64_t>(at::rcx) == 2);
    CHECK(bench.cpu.get<uint64_t>(at::rdx) == 0x14);
    CHECK(bench.cpu.get<uint64_t>(at::rbp) == 3);
    CHECK(bench.pages.bytes[0x3000] == std::byte{1});
}

TEST_CASE("machine: a branch to an address that is not canonical faults in the branch, and pushes nothing") {
    for (auto const modrm : {0xe0, 0xd0}) { // JMP RAX, CALL RAX
        Bench bench;
        bench.put(0x100, {0xff, static_cast<uint8_t>(modrm)});
        bench.cpu.set<uint64_t>(at::rax, uint64_t{1} << 47);
        bench.cpu.set<uint64_t>(at::rsp, 0x2000);
        bench.cpu.rip = 0x100;
        CHECK_THROWS_AS((void)bench.cpu.run(1), Fault);
        CHECK(bench.cpu.rip == 0x100);
        CHECK(bench.cpu.get<uint64_t>(at::rsp) == 0x2000);
        CHECK(bench.pages.bytes[0x1ff8] == std::byte{0});
    }
}

TEST_CASE("machine: LOOP counts in the width of its address, and minds ZF when asked") {
    Bench bench;
    bench.put(0x100, {0x67, 0xe2, 0xfd}); // LOOP 100h, counting ECX
    bench.cpu.set<uint64_t>(at::rcx, 0xffffffff00000003);
    bench.cpu.rip = 0x100;
    CHECK(bench.cpu.run(3) == Stop::Budget);
    CHECK(bench.cpu.rip == 0x103);
    CHECK(bench.cpu.get<uint64_t>(at::rcx) == 0);
    bench.put(0x200, {0xe1, 0x10}); // LOOPE 212h
    bench.put(0x300, {0xe3, 0x10}); // JRCXZ 312h
    for (bool const zero : {false, true})
        for (uint64_t const count : {1u, 2u}) {
            bench.cpu.flags.set_zero(zero);
            bench.cpu.set<uint64_t>(at::rcx, count);
            bench.cpu.rip = 0x200;
            CHECK(bench.cpu.run(1) == Stop::Budget);
            CHECK(bench.cpu.rip == (zero && count == 2 ? 0x212 : 0x202));
            bench.cpu.rip = 0x300;
            CHECK(bench.cpu.run(1) == Stop::Budget);
            CHECK(bench.cpu.rip == (count == 1 ? 0x312 : 0x302));
        }
}
