// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

using Written = BareBoard::Written;

} // namespace

TEST_CASE("machine: IN and OUT reach the board at their widths") {
    Bench bench;
    bench.enter_long_mode();
    bench.board.answers = {{0x60, 0x12345678}, {0xcfc, 0x9abcdef0}};
    bench.set_reg(at::rax, 0xffffffffffffff00);
    bench.set_reg(at::rdx, 0xcfc);
    bench.run({0xe4, 0x60, 0xf4}); // IN AL, 60H
    CHECK(bench.reg(at::rax) == 0xffffffffffffff78);
    bench.run({0xed, 0x66, 0xef, 0xe6, 0x80, 0xf4}); // IN EAX, DX; OUT DX, AX; OUT 80H, AL
    CHECK(bench.reg(at::rax) == 0x9abcdef0);
    CHECK(bench.board.written == std::vector<Written>{{0xcfc, 2, 0xdef0}, {0x80, 1, 0xf0}});
}

TEST_CASE("machine: OUTS and INS move along with RSI, RDI and RCX, an instruction each time") {
    Bench bench;
    bench.enter_long_mode();
    bench.memory.set_word(0x9000, 4, 0x04030201);
    bench.set_reg(at::rsi, 0x9000);
    bench.set_reg(at::rcx, 4);
    bench.set_reg(at::rdx, 0x3f8);
    bench.run({0xf3, 0x6e, 0xf4}); // REP OUTSB
    CHECK(bench.board.written == std::vector<Written>{{0x3f8, 1, 1}, {0x3f8, 1, 2}, {0x3f8, 1, 3}, {0x3f8, 1, 4}});
    CHECK(bench.reg(at::rsi) == 0x9004);
    CHECK(bench.reg(at::rcx) == 0);
    CHECK(bench.processor.retired() == 5);

    bench.board.answers[0x3f8] = 0xaabb;
    bench.set_reg(at::rdi, 0x9102);
    bench.set_reg(at::rcx, 2);
    bench.set_flags(rflags::direction);
    bench.run({0xf3, 0x66, 0x6d, 0xf4}); // REP INSW
    CHECK(bench.word(0x9100, 4) == 0xaabbaabb);
    CHECK(bench.reg(at::rdi) == 0x90fe);
    bench.run({0xf3, 0x6e, 0xf4});
    CHECK(bench.board.written.size() == 4); // RCX was 0
}

TEST_CASE("machine: INS reads no port when memory cannot be written") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_reg(at::rdi, Bench::unmapped);
    bench.set_reg(at::rdx, 0x60);
    bench.board.answers.clear();
    CHECK(bench.faults({0x6c}, Vector::PageFault));
    CHECK(bench.board.answers.empty()); // nobody asked for one
    CHECK(bench.reg(at::rdi) == Bench::unmapped);
}

TEST_CASE("machine: beyond IOPL the permission bitmap of the TSS decides, for each byte of the access") {
    Bench bench;
    bench.enter_long_mode();
    auto task = bench.state.segment(SegmentIndex::Tr);
    task.limit = 0x67 + 0x100;
    auto const permits = [&](uint16_t port, Code const& code) {
        bench.enter_level_3();
        bench.set_reg(at::rdx, port);
        return !bench.faults(code, Vector::GeneralProtection);
    };
    Code const in_al{0xec};
    Code const in_eax{0xed};
    CHECK_FALSE(permits(0x60, in_al)); // there is no bitmap
    bench.state.set_segment(SegmentIndex::Tr, task);
    bench.memory.set_word(Bench::tss + 0x66, 2, 0x68);
    CHECK(permits(0x60, in_al));
    bench.memory.set_word(Bench::tss + 0x68 + 0x60 / 8, 1, 1u << 3); // 63H
    CHECK(permits(0x60, in_al));
    CHECK_FALSE(permits(0x63, in_al));
    CHECK_FALSE(permits(0x60, in_eax));
    CHECK(permits(0x64, in_eax));
    CHECK(permits(0x7f0, in_al));       // its two bytes are the last ones
    CHECK_FALSE(permits(0x7f8, in_al)); // the second byte is beyond the limit
    bench.enter_level_3();
    bench.set_flags(rflags::io_privilege);
    bench.set_reg(at::rdx, 0x63);
    CHECK_FALSE(bench.faults(in_al, Vector::GeneralProtection));
}

TEST_CASE("machine: CLI, STI and POPF obey IOPL") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    CHECK(bench.faults({0xfa}, Vector::GeneralProtection));
    bench.enter_level_3();
    CHECK(bench.faults({0xfb}, Vector::GeneralProtection));
    bench.enter_level_3();
    bench.set_flags(rflags::io_privilege);
    CHECK_FALSE(bench.faults({0xfb}, Vector::GeneralProtection));
    CHECK((bench.state.flags.system() & rflags::interrupt) != 0);

    bench.set_flags(rflags::interrupt);
    bench.memory.set_word(Bench::user_stack, 8, rflags::carry | rflags::io_privilege);
    bench.set_reg(at::rsp, Bench::user_stack);
    CHECK_FALSE(bench.faults({0x9d}, Vector::GeneralProtection));
    CHECK(bench.state.flags.image() == (rflags::carry | rflags::interrupt | rflags::fixed));
    CHECK(bench.reg(at::rsp) == Bench::user_stack + 8);
}

TEST_CASE("machine: HLT, INVD and WBINVD belong to level 0, MONITOR to nobody else") {
    Bench bench;
    bench.enter_long_mode();
    for (auto const& code : {Code{0xf4}, {0x0f, 0x08}, {0x0f, 0x09}, {0x0f, 0x01, 0x3b}}) {
        bench.enter_level_3(); // HLT, INVD, WBINVD, INVLPG [RBX]
        CHECK(bench.faults(code, Vector::GeneralProtection));
    }
    for (auto const& code : {Code{0x0f, 0x01, 0xc8}, {0x0f, 0x01, 0xc9}, {0x0f, 0x01, 0xcb}}) {
        bench.enter_level_3(); // MONITOR, MWAIT, STAC
        CHECK(bench.faults(code, Vector::InvalidOpcode));
    }
}

TEST_CASE("machine: INVLPG drops the translation of one page") {
    Bench bench;
    bench.enter_long_mode();
    bench.memory.set_word(0x600000, 8, 0x11);
    bench.memory.set_word(0x800000, 8, 0x22);
    bench.memory.set_word(Bench::page_tables + 0x2008, 8, 0x600000 | 0x87);
    bench.set_reg(at::rbx, 0x200000);
    bench.run({0x48, 0x8b, 0x03, 0xf4}); // MOV RAX, [RBX]
    bench.memory.set_word(Bench::page_tables + 0x2008, 8, 0x800000 | 0x87);
    bench.run({0x48, 0x8b, 0x03, 0xf4});
    CHECK(bench.reg(at::rax) == 0x11);
    bench.run({0x0f, 0x01, 0x3b, 0x48, 0x8b, 0x03, 0xf4});
    CHECK(bench.reg(at::rax) == 0x22);
}

TEST_CASE("machine: CPUID tells of what the processor has") {
    Bench bench;
    bench.enter_long_mode();
    auto const ask = [&](uint32_t leaf) {
        bench.set_reg(at::rax, leaf);
        bench.set_reg(at::rcx, 0);
        bench.run({0x0f, 0xa2, 0xf4});
    };
    ask(0);
    CHECK(bench.reg(at::rbx) == 0x756e6547); // Genu
    ask(1);
    CHECK((bench.reg(at::rcx) >> 5 & 1) == 1);  // VMX
    CHECK((bench.reg(at::rcx) >> 27 & 3) == 0); // no AVX, OSXSAVE off
    CHECK((bench.reg(at::rdx) >> 24 & 7) == 7); // FXSR, SSE, SSE2
    bench.state.cr4 |= cr4::osxsave;
    ask(1);
    CHECK((bench.reg(at::rcx) >> 27 & 1) == 1);
    ask(0x80000008);
    CHECK((bench.reg(at::rax) & 0xff) == bench.capabilities.physical_bits());
    ask(0x80000001);
    CHECK((bench.reg(at::rdx) >> 26 & 1) == 1); // 1 GByte pages
    auto const last = bench.reg(at::rdx);
    ask(0x90000000);
    CHECK(bench.reg(at::rdx) != last); // as the last basic leaf
}

TEST_CASE("machine: XSETBV keeps x87 state on, and needs OSXSAVE") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_rcx_msr(0, 3);
    CHECK(bench.faults({0x0f, 0x01, 0xd1}, Vector::InvalidOpcode));
    bench.state.cr4 |= cr4::osxsave;
    bench.set_rcx_msr(0, 3);
    CHECK_FALSE(bench.faults({0x0f, 0x01, 0xd1}, Vector::GeneralProtection));
    CHECK(bench.state.floating.xcr0 == 3);
    for (uint64_t const value : {2u, 7u}) {
        bench.set_rcx_msr(0, value);
        CHECK(bench.faults({0x0f, 0x01, 0xd1}, Vector::GeneralProtection));
    }
}
