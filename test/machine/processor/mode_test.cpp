// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

TEST_CASE("machine: code goes from real mode by protected mode to 64-bit mode, and back") {
    Bench bench;
    bench.enter_long_mode(); // makes tables; then back to where power-up was
    auto const table = bench.state.gdtr;
    for (auto const index :
         {SegmentIndex::Cs, SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        bench.state.set_segment(index, {.selector = 0, .rights = 0x93, .limit = 0xffff, .base = 0});
    bench.state.cr0 = cr0::et;
    bench.state.cr3 = 0;
    bench.state.cr4 = 0;
    bench.state.msrs.efer = 0;
    bench.state.gdtr = {};
    bench.memory.set_word(0x600, 2, table.limit);
    bench.memory.set_word(0x602, 4, table.base);

    bench.put(0x8000, {0xfa,                                             // CLI
                       0x66, 0x0f, 0x01, 0x16, 0x00, 0x06,               // LGDT [600H], with 32 bits of base
                       0x0f, 0x20, 0xc0,                                 // MOV EAX, CR0
                       0x0c, 0x01,                                       // OR AL, 1
                       0x0f, 0x22, 0xc0,                                 // MOV CR0, EAX
                       0x66, 0xea, 0x00, 0x90, 0x00, 0x00, 0x18, 0x00}); // JMP 18H:9000H
    bench.put(0x9000, {0xb8, 0x10, 0x00, 0x00, 0x00,                     // MOV EAX, 10H
                       0x8e, 0xd0,                                       // MOV SS, EAX
                       0x0f, 0x20, 0xe0,                                 // MOV EAX, CR4
                       0x83, 0xc8, 0x20,                                 // OR EAX, PAE
                       0x0f, 0x22, 0xe0,                                 // MOV CR4, EAX
                       0xb8, 0x00, 0x00, 0x02, 0x00,                     // MOV EAX, page tables
                       0x0f, 0x22, 0xd8,                                 // MOV CR3, EAX
                       0xb9, 0x80, 0x00, 0x00, 0xc0,                     // MOV ECX, IA32_EFER
                       0xb8, 0x00, 0x01, 0x00, 0x00,                     // MOV EAX, LME
                       0x31, 0xd2,                                       // XOR EDX, EDX
                       0x0f, 0x30,                                       // WRMSR
                       0x0f, 0x20, 0xc0,                                 // MOV EAX, CR0
                       0x0d, 0x00, 0x00, 0x00, 0x80,                     // OR EAX, PG
                       0x0f, 0x22, 0xc0,                                 // MOV CR0, EAX
                       0xea, 0x00, 0xa0, 0x00, 0x00, 0x08, 0x00});       // JMP 8:A000H
    bench.put(0xa000, {0x49, 0xbf, 1, 2, 3, 4, 5, 6, 7, 8,               // MOV R15, 0807060504030201H
                       0x6a, 0x18,                                       // PUSH 18H
                       0x68, 0x00, 0xb0, 0x00, 0x00,                     // PUSH 0B000H
                       0x48, 0xcb});                                     // RETFQ
    bench.put(0xb000, {0x0f, 0x20, 0xc0,                                 // MOV EAX, CR0
                       0x25, 0xff, 0xff, 0xff, 0x7f,                     // AND EAX, 7FFFFFFFH
                       0x0f, 0x22, 0xc0,                                 // MOV CR0, EAX
                       0xf4});
    bench.state.rip = 0x8000;
    CHECK(bench.run().end == RunEnd::Halted);
    CHECK(bench.state.rip == 0xb00c);
    CHECK(bench.state.general(15) == 0x0807060504030201);
    CHECK_FALSE(bench.state.long_mode());
    CHECK(bench.state.msrs.efer == stm::abi::efer::kLme);
    CHECK(bench.state.code_mode() == CodeMode::Bits32);
    CHECK(bench.reports.all.empty());
}

TEST_CASE("machine: paging that is switched off leaves no translations behind") {
    Bench bench;
    bench.enter_long_mode();
    bench.memory.set_word(Bench::page_tables + 0x2008, 8, 0x600000 | 0x87); // 200000H leads to 600000H
    bench.memory.set_word(0x600000, 8, 0x11);
    bench.memory.set_word(0x200000, 8, 0x22);
    bench.run({0x48, 0x8b, 0x04, 0x25, 0x00, 0x00, 0x20, 0x00, 0xf4}); // MOV RAX, [200000H]
    CHECK(bench.reg(at::rax) == 0x11);
    bench.memory.set_word(Bench::page_tables + 0x2008, 8, 0x200000 | 0x87);
    bench.run({0x48, 0x8b, 0x04, 0x25, 0x00, 0x00, 0x20, 0x00, 0xf4});
    CHECK(bench.reg(at::rax) == 0x11); // nothing was invalidated
    bench.run({0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8, 0x48, 0x8b, 0x04, 0x25, 0x00, 0x00, 0x20, 0x00, 0xf4}); // CR3 anew
    CHECK(bench.reg(at::rax) == 0x22);
}
