// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// Events and returns outside IA-32e mode.
using namespace redoubt::machine;
using namespace redoubt::machine::test;

TEST_CASE("machine: an interrupt in real mode goes through the vector table, and IRET comes back") {
    Bench bench;
    bench.enter_real_mode();
    bench.put(Bench::handlers + 0x300, {0xcf}); // IRET
    bench.set_flags(rflags::interrupt | rflags::carry);
    CHECK(bench.run({0xcd, 0x30, 0xf4}).end == RunEnd::Halted); // INT 30H; HLT
    CHECK(bench.state.rip == Bench::code + 3);
    CHECK(bench.reg(at::rsp) == Bench::stack);
    CHECK(bench.word(Bench::stack - 2, 2) == (rflags::interrupt | rflags::carry | rflags::fixed));
    CHECK(bench.word(Bench::stack - 4, 2) == 0);
    CHECK(bench.word(Bench::stack - 6, 2) == Bench::code + 2);
    CHECK((bench.state.flags.system() & rflags::interrupt) != 0);
}

TEST_CASE("machine: an exception in real mode has no error code") {
    Bench bench;
    bench.enter_real_mode();
    bench.set_flags(rflags::interrupt);
    bench.run({0x66, 0xb8, 0x00, 0x00, 0x01, 0x00, // MOV EAX, 10000H
               0x67, 0x8b, 0x18});                 // MOV BX, [EAX]: beyond the segment
    CHECK(bench.halted_in(Vector::GeneralProtection));
    CHECK(bench.reg(at::rsp) == Bench::stack - 6);
    CHECK((bench.state.flags.system() & rflags::interrupt) == 0);
}

TEST_CASE("machine: a vector beyond the table of real mode ends in a shutdown when the double fault is beyond it too") {
    Bench bench;
    bench.enter_real_mode();
    bench.state.idtr.limit = 3;
    CHECK(bench.run({0xcd, 0x30}).end == RunEnd::Shutdown);
}

TEST_CASE("machine: a 32-bit gate pushes doublewords, a 16-bit gate words") {
    Bench bench;
    bench.enter_protected_mode();
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.reg(at::rsp) == Bench::stack - 12);
    CHECK(bench.word(Bench::stack - 4, 4) == (rflags::fixed | rflags::resume));
    CHECK(bench.word(Bench::stack - 8, 4) == selector::code_32);
    CHECK(bench.word(Bench::stack - 12, 4) == Bench::code);

    bench.set_reg(at::rsp, Bench::stack);
    bench.set_gate_32(6, Bench::handler(Vector::InvalidOpcode), 0x86);
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.reg(at::rsp) == Bench::stack - 6);
    CHECK(bench.word(Bench::stack - 6, 2) == Bench::code);
}

TEST_CASE("machine: from level 3 a 32-bit gate changes to the stack of the TSS, and IRET returns to level 3") {
    Bench bench;
    bench.enter_protected_mode();
    bench.enter_level_3();
    bench.set_gate_32(0x30, Bench::handlers + 0x300, 0xee);
    bench.put(Bench::handlers + 0x300, {0xcf});
    bench.run({0xcd, 0x30, 0x0f, 0x0b}); // INT 30H, UD2
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.reg(at::rsp) == Bench::inner_stack - 20);
    CHECK(bench.word(Bench::inner_stack - 4, 4) == selector::user_data);
    CHECK(bench.word(Bench::inner_stack - 8, 4) == Bench::user_stack);
    CHECK(bench.word(Bench::inner_stack - 16, 4) == selector::user_code_32);
    CHECK(bench.word(Bench::inner_stack - 20, 4) == Bench::code + 2);
    CHECK(bench.state.segment(SegmentIndex::Ss).selector == selector::data);
}

TEST_CASE("machine: an inner stack that the TSS names wrongly is an invalid TSS, an absent one a stack fault") {
    Bench bench;
    bench.enter_protected_mode();
    bench.set_gate_32(10, Bench::handler(Vector::InvalidTss), 0x8e, selector::conforming_code_32);
    bench.set_gate_32(12, Bench::handler(Vector::StackFault), 0x8e, selector::conforming_code_32);
    bench.enter_level_3();
    auto const names = [&](uint16_t segment) {
        bench.enter_level_3();
        bench.memory.set_word(Bench::tss + 8, 2, segment);
        (void)bench.run({0x0f, 0x0b}, 1);
        return bench.word(bench.reg(at::rsp), 4);
    };
    CHECK(names(0) == 1); // a null selector, while an exception is delivered
    CHECK(bench.state.rip == Bench::handler(Vector::InvalidTss));
    CHECK(names(selector::user_data) == ((selector::user_data & ~3u) | 1));
    CHECK(names(selector::read_only_data) == (selector::read_only_data | 1));
    CHECK(names(selector::absent_data) == (selector::absent_data | 1));
    CHECK(bench.state.rip == Bench::handler(Vector::StackFault));
}

TEST_CASE("machine: an interrupt leaves virtual-8086 mode with all segments on the stack, and IRET goes back to it") {
    Bench bench;
    bench.enter_protected_mode();
    // IRETD into virtual-8086 mode: EIP, CS, EFLAGS, ESP, SS, ES, DS, FS, GS
    auto const frame = Bench::stack - 36;
    auto at = frame;
    for (uint64_t const each :
         {uint64_t{0}, uint64_t{0x900}, rflags::virtual_8086 | rflags::fixed | rflags::io_privilege, uint64_t{0x100},
          uint64_t{0xa00}, uint64_t{1}, uint64_t{2}, uint64_t{3}, uint64_t{4}}) {
        bench.memory.set_word(at, 4, each);
        at += 4;
    }
    bench.set_reg(at::rsp, frame);
    bench.put(0x9000, {0x0f, 0x0b});
    bench.run(Code{0xcf});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK_FALSE(bench.state.virtual_8086());
    CHECK(bench.reg(at::rsp) == Bench::inner_stack - 36);
    CHECK(bench.word(Bench::inner_stack - 4, 4) == 4);  // GS
    CHECK(bench.word(Bench::inner_stack - 16, 4) == 1); // ES
    CHECK(bench.word(Bench::inner_stack - 20, 4) == 0xa00);
    CHECK(bench.word(Bench::inner_stack - 24, 4) == 0x100);
    CHECK((bench.word(Bench::inner_stack - 28, 4) & rflags::virtual_8086) != 0);
    CHECK(bench.word(Bench::inner_stack - 32, 4) == 0x900);
    CHECK(bench.word(Bench::inner_stack - 36, 4) == 0);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ds).usable());

    (void)bench.run({0xcf}, 1);
    CHECK(bench.state.virtual_8086());
    CHECK(bench.state.cpl() == 3);
    CHECK(bench.state.linear_rip() == 0x9000);
    CHECK(bench.state.segment(SegmentIndex::Gs).base == 0x40);
}

TEST_CASE("machine: a task gate is reported, and faults") {
    Bench bench;
    bench.enter_protected_mode();
    bench.set_gate_32(0x30, 0, 0x85);
    bench.run({0xcd, 0x30});
    CHECK(bench.halted_in(Vector::GeneralProtection));
    REQUIRE(bench.reports.all.size() == 1);
    CHECK(bench.reports.all[0].starts_with("SDM vol. 3A 7.3"));
}
