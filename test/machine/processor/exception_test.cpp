// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t odd_stack = Bench::stack - 3;
constexpr uint64_t frame = Bench::stack - 0x10; // begins below it, where the stack pointer was aligned

} // namespace

TEST_CASE("machine: an exception in 64-bit mode pushes five words, and sets RF in the flags that it pushes") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::carry | rflags::interrupt);
    bench.set_reg(at::rsp, odd_stack);
    CHECK(bench.run({0x90, 0x0f, 0x0b}).end == RunEnd::Halted); // NOP; UD2
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.word(frame - 8) == selector::data);
    CHECK(bench.word(frame - 16) == odd_stack);
    CHECK(bench.word(frame - 24) == (rflags::carry | rflags::interrupt | rflags::fixed | rflags::resume));
    CHECK(bench.word(frame - 32) == selector::code_64);
    CHECK(bench.word(frame - 40) == Bench::code + 1);
    CHECK(bench.reg(at::rsp) == frame - 40);
    CHECK((bench.state.flags.system() & (rflags::interrupt | rflags::resume)) == 0); // an interrupt gate
    CHECK(bench.processor.retired() == 2);                                           // NOP, HLT
}

TEST_CASE("machine: a trap gate leaves IF, an interrupt gate clears it") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_gate_64(6, Bench::handler(Vector::InvalidOpcode), 0x8f);
    bench.set_flags(rflags::interrupt);
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK((bench.state.flags.system() & rflags::interrupt) != 0);
}

TEST_CASE("machine: a page fault pushes its error code and loads CR2") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_reg(at::rbx, Bench::unmapped + 5);
    bench.run({0x89, 0x03}); // MOV [RBX], EAX
    CHECK(bench.halted_in(Vector::PageFault));
    CHECK(bench.state.cr2 == Bench::unmapped + 5);
    CHECK(bench.word(bench.reg(at::rsp)) == 2); // a write, not present, supervisor
    CHECK(bench.word(bench.reg(at::rsp) + 8) == Bench::code);
}

TEST_CASE("machine: the interrupt stack table gives the handler its stack, at the same level too") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_gate_64(6, Bench::handler(Vector::InvalidOpcode), 0x8e, 1);
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.reg(at::rsp) == Bench::interrupt_stack - 40);
    CHECK(bench.state.segment(SegmentIndex::Ss).selector == selector::data); // the level did not change
}

TEST_CASE("machine: an exception at level 3 changes to the stack of the TSS, and to a null stack segment") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.state.cpl() == 0);
    CHECK(bench.state.segment(SegmentIndex::Ss).selector == 0);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ss).usable());
    CHECK(bench.word(Bench::inner_stack - 8) == selector::user_data);
    CHECK(bench.word(Bench::inner_stack - 16) == Bench::user_stack);
    CHECK(bench.word(Bench::inner_stack - 32) == selector::user_code_64);
}

TEST_CASE("machine: a software interrupt has to pass the privilege level of its gate, and an exception has not") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    bench.run({0xcd, 0x30}); // INT 30H
    CHECK(bench.halted_in(Vector::GeneralProtection));
    CHECK(bench.word(bench.reg(at::rsp)) == (0x30 * 8 | 2)); // in the IDT, and not from outside
    CHECK(bench.word(bench.reg(at::rsp) + 8) == Bench::code);

    bench.enter_level_3();
    bench.set_gate_64(0x30, Bench::handlers + 0x300, 0xee);
    bench.run({0xcd, 0x30});
    CHECK(bench.state.rip == Bench::handlers + 0x301);
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 2); // behind the instruction
    CHECK((bench.word(bench.reg(at::rsp) + 16) & rflags::resume) == 0);
}

TEST_CASE("machine: INT 3 and INTO are traps behind the instruction") {
    Bench bench;
    bench.enter_protected_mode();
    bench.run(Code{0xcc});
    CHECK(bench.halted_in(Vector::Breakpoint));
    CHECK(bench.word(bench.reg(at::rsp), 4) == Bench::code + 1);
    bench.set_flags(rflags::overflow);
    bench.run(Code{0xce});
    CHECK(bench.halted_in(Vector::Overflow));
    bench.set_flags(0);
    bench.run({0xce, 0xf4});
    CHECK(bench.state.rip == Bench::code + 2);
}

TEST_CASE("machine: a gate that is absent, or no gate, is the fault of the exception that wanted it") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_gate_64(6, Bench::handler(Vector::InvalidOpcode), 0x0e);
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::SegmentNotPresent));
    CHECK(bench.word(bench.reg(at::rsp)) == (6 * 8 | 3)); // in the IDT, from outside

    bench.set_gate_64(6, Bench::handler(Vector::InvalidOpcode), 0x8c); // a call gate
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::GeneralProtection));

    bench.state.idtr.limit = 20 * 16 - 1;
    bench.run({0xcd, 0x30});
    CHECK(bench.halted_in(Vector::GeneralProtection));
    CHECK(bench.word(bench.reg(at::rsp)) == (0x30 * 8 | 2));
}

TEST_CASE("machine: two contributory exceptions, or a page fault and one, make a double fault with error code 0") {
    Bench bench;
    bench.enter_long_mode();
    SUBCASE("#GP while #GP is delivered") {
        bench.set_gate_64(13, Bench::handler(Vector::GeneralProtection), 0x8c);
        bench.set_reg(at::rbx, 0x8000'0000'0000'0000);
    }
    SUBCASE("#NP while #PF is delivered") {
        bench.set_gate_64(14, Bench::handler(Vector::PageFault), 0x0e);
        bench.set_reg(at::rbx, Bench::unmapped);
    }
    SUBCASE("#PF while #PF is delivered") {
        bench.set_gate_64(14, Bench::handler(Vector::PageFault), 0x8e, 1);
        bench.memory.set_word(Bench::tss + 0x24, 8, Bench::unmapped + 0x1000);
        bench.set_reg(at::rbx, Bench::unmapped);
    }
    bench.run({0x8b, 0x03}); // MOV EAX, [RBX]
    CHECK(bench.halted_in(Vector::DoubleFault));
    CHECK(bench.word(bench.reg(at::rsp)) == 0);
    CHECK(bench.word(bench.reg(at::rsp) + 8) == Bench::code);
}

TEST_CASE("machine: a page fault while a contributory exception is delivered is delivered itself") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_gate_64(13, Bench::handler(Vector::GeneralProtection), 0x8e, 1);
    bench.memory.set_word(Bench::tss + 0x24, 8, Bench::unmapped + 0x1000);
    bench.set_reg(at::rbx, 0x8000'0000'0000'0000);
    bench.run({0x8b, 0x03});
    CHECK(bench.halted_in(Vector::PageFault));
    CHECK(bench.state.cr2 == Bench::unmapped + 0x1000 - 8);
}

TEST_CASE("machine: a fault while a double fault is delivered shuts the processor down") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_gate_64(8, Bench::handler(Vector::DoubleFault), 0x0e);
    bench.set_gate_64(13, Bench::handler(Vector::GeneralProtection), 0x0e);
    bench.set_reg(at::rax, 0x8000'0000'0000'0000);
    CHECK(bench.run({0x48, 0x8b, 0x00}).end == RunEnd::Shutdown);
    CHECK(bench.run().end == RunEnd::Shutdown);
}

TEST_CASE("machine: a processor whose handlers fault for ever ends its run") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(Bench::handler(Vector::InvalidOpcode), {0x0f, 0x0b});
    bench.set_gate_64(6, Bench::handler(Vector::InvalidOpcode), 0x8e, 1); // always the same stack
    CHECK(bench.run({0x0f, 0x0b}, 5000).end == RunEnd::Budget);
    CHECK(bench.processor.retired() == 0);
}

TEST_CASE("machine: TF traps after each instruction, and the handler runs without it") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::trap);
    bench.run({0x90, 0x90});
    CHECK(bench.halted_in(Vector::Debug));
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 1);
    CHECK((bench.word(bench.reg(at::rsp) + 16) & (rflags::trap | rflags::resume)) == rflags::trap);
    CHECK(bench.state.dr6 == 0xffff4ff0); // BS
}

TEST_CASE("machine: a fault comes before the single-step trap of an instruction that did not retire") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::trap);
    bench.run({0x0f, 0x0b});
    CHECK(bench.halted_in(Vector::InvalidOpcode));
    CHECK(bench.state.dr6 == 0xffff0ff0);
}

TEST_CASE("machine: the single-step trap of the instruction that loads SS is lost") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::trap);
    bench.set_reg(at::rax, selector::data);
    bench.run({0x8e, 0xd0, 0x90}); // MOV SS, EAX; NOP
    CHECK(bench.halted_in(Vector::Debug));
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 3);
}

TEST_CASE("machine: an instruction that goes over the end of its page faults where it goes on") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(Bench::unmapped - 1, {0x0f}); // half of CPUID
    bench.state.rip = Bench::unmapped - 1;
    bench.run();
    CHECK(bench.halted_in(Vector::PageFault));
    CHECK(bench.state.cr2 == Bench::unmapped);
    CHECK(bench.word(bench.reg(at::rsp) + 8) == Bench::unmapped - 1);
}
