// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// Far transfers, and fast calls into the system.
using namespace redoubt::machine;
using namespace redoubt::machine::test;

TEST_CASE("machine: a far call pushes CS and RIP, and a far return goes there") {
    Bench bench;
    bench.enter_protected_mode();
    bench.put(0x9000, {0xca, 0x04, 0x00});                                   // RETF 4
    bench.run({0x6a, 0x00, 0x9a, 0x00, 0x90, 0x00, 0x00, 0x68, 0x00, 0xf4}); // PUSH 0; CALL 68H:9000H; HLT
    CHECK(bench.state.rip == Bench::code + 10);
    CHECK(bench.word(Bench::stack - 8, 4) == selector::code_32);
    CHECK(bench.word(Bench::stack - 12, 4) == Bench::code + 9);
    CHECK(bench.reg(at::rsp) == Bench::stack);
}

TEST_CASE("machine: in real mode a far jump goes to an address of segment and offset") {
    Bench bench;
    bench.enter_real_mode();
    bench.put(0x9010, {0xf4});
    bench.run({0xea, 0x10, 0x00, 0x00, 0x09}); // JMP 900H:10H
    CHECK(bench.state.segment(SegmentIndex::Cs).base == 0x9000);
    CHECK(bench.state.rip == 0x11);
}

TEST_CASE("machine: far jumps check the code segment that they name") {
    struct Case {
        uint8_t selector;
        Vector vector;
        uint64_t error;
    };
    for (auto const& each :
         {Case{0, Vector::GeneralProtection, 0}, Case{selector::data, Vector::GeneralProtection, selector::data},
          Case{selector::user_code_32 & ~3u, Vector::GeneralProtection, selector::user_code_32 & ~3u},
          Case{selector::code_32 | 3, Vector::GeneralProtection, selector::code_32},
          Case{selector::absent_code_64, Vector::SegmentNotPresent, selector::absent_code_64}}) {
        Bench bench;
        bench.enter_protected_mode();
        CHECK(bench.faults({0xea, 0x00, 0x90, 0x00, 0x00, each.selector, 0x00}, each.vector));
        CHECK(bench.word(bench.reg(at::rsp), 4) == each.error);
        CHECK(bench.word(bench.reg(at::rsp) + 4, 4) == Bench::code);
    }
}

TEST_CASE("machine: a far return to an outer level takes that level's stack") {
    Bench bench;
    bench.enter_long_mode();
    auto const frame = Bench::stack - 32;
    bench.memory.set_word(frame, 8, 0x9000);
    bench.memory.set_word(frame + 8, 8, selector::user_code_64);
    bench.memory.set_word(frame + 16, 8, Bench::user_stack);
    bench.memory.set_word(frame + 24, 8, selector::user_data);
    bench.set_reg(at::rsp, frame);
    CHECK_FALSE(bench.faults({0x48, 0xcb}, Vector::GeneralProtection));
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.state.cpl() == 3);
    CHECK(bench.reg(at::rsp) == Bench::user_stack);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ds).usable());
}

TEST_CASE("machine: a call gate of 64-bit mode leads inwards, onto the stack of the TSS") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    bench.memory.set_word(0x9100, 4, 0); // the offset does not count
    bench.memory.set_word(0x9104, 2, selector::call_gate);
    bench.set_reg(at::rbx, 0x9100);
    CHECK_FALSE(bench.faults({0xff, 0x1b}, Vector::GeneralProtection)); // CALL FAR [RBX]
    CHECK(bench.state.rip == 0xf000);
    CHECK(bench.state.cpl() == 0);
    CHECK(bench.reg(at::rsp) == Bench::inner_stack - 32);
    CHECK(bench.word(Bench::inner_stack - 8) == selector::user_data);
    CHECK(bench.word(Bench::inner_stack - 16) == Bench::user_stack);
    CHECK(bench.word(Bench::inner_stack - 24) == selector::user_code_64);
    CHECK(bench.word(Bench::inner_stack - 32) == Bench::code + 2);

    bench.enter_level_3();
    CHECK(bench.faults({0xff, 0x2b}, Vector::GeneralProtection)); // JMP FAR [RBX] may not go inwards
    bench.enter_level_3();
    bench.memory.set_word(Bench::gdt + selector::call_gate + 5, 1, 0x8c); // of level 0
    CHECK(bench.faults({0xff, 0x1b}, Vector::GeneralProtection));
    CHECK(bench.word(bench.reg(at::rsp)) == selector::call_gate);
}

TEST_CASE("machine: SYSCALL enters the system with flat segments, and SYSRET leaves it") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    CHECK(bench.faults({0x0f, 0x05}, Vector::InvalidOpcode)); // without EFER.SCE
    bench.enter_level_3();
    bench.state.msrs.efer |= stm::abi::efer::kSce;
    bench.state.msrs.star = uint64_t{0x18 | 3} << 48 | uint64_t{selector::code_64} << 32;
    bench.state.msrs.lstar = 0x9000;
    bench.state.msrs.fmask = rflags::interrupt;
    bench.set_flags(rflags::interrupt | rflags::carry);
    CHECK_FALSE(bench.faults({0x0f, 0x05}, Vector::InvalidOpcode));
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.state.cpl() == 0);
    CHECK(bench.state.segment(SegmentIndex::Cs).selector == selector::code_64);
    CHECK(bench.state.segment(SegmentIndex::Ss).selector == selector::data);
    CHECK(bench.reg(at::rcx) == Bench::code + 2);
    CHECK(bench.state.general(11) == (rflags::interrupt | rflags::carry | rflags::fixed));
    CHECK(bench.state.flags.image() == (rflags::carry | rflags::fixed));
    CHECK(bench.reg(at::rsp) == Bench::user_stack);

    CHECK_FALSE(bench.faults({0x48, 0x0f, 0x07}, Vector::GeneralProtection)); // SYSRETQ
    CHECK(bench.state.rip == Bench::code + 2);
    CHECK(bench.state.segment(SegmentIndex::Cs).selector == selector::user_code_64);
    CHECK(bench.state.segment(SegmentIndex::Ss).selector == selector::user_data);
    CHECK((bench.state.flags.system() & rflags::interrupt) != 0);
    CHECK(bench.faults({0x48, 0x0f, 0x07}, Vector::GeneralProtection)); // at level 3
}

TEST_CASE("machine: SYSRET refuses a return address that is not canonical, in the system still") {
    Bench bench;
    bench.enter_long_mode();
    bench.state.msrs.efer |= stm::abi::efer::kSce;
    bench.set_reg(at::rcx, 0x0000'8000'0000'0000);
    CHECK(bench.faults({0x48, 0x0f, 0x07}, Vector::GeneralProtection));
    CHECK(bench.word(bench.reg(at::rsp) + 16) == selector::code_64);
}

TEST_CASE("machine: SYSENTER and SYSEXIT go between level 3 and level 0") {
    Bench bench;
    bench.enter_protected_mode();
    bench.enter_level_3();
    CHECK(bench.faults({0x0f, 0x34}, Vector::GeneralProtection)); // IA32_SYSENTER_CS is null
    bench.enter_level_3();
    bench.state.msrs.sysenter_cs = 0x18;
    bench.state.msrs.sysenter_esp = 0x6800;
    bench.state.msrs.sysenter_eip = 0x9000;
    bench.set_flags(rflags::interrupt);
    CHECK_FALSE(bench.faults({0x0f, 0x34}, Vector::GeneralProtection));
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.reg(at::rsp) == 0x6800);
    CHECK(bench.state.cpl() == 0);
    CHECK((bench.state.flags.system() & rflags::interrupt) == 0);
    bench.set_reg(at::rcx, Bench::user_stack);
    bench.set_reg(at::rdx, 0x9100);
    CHECK_FALSE(bench.faults({0x0f, 0x35}, Vector::GeneralProtection));
    CHECK(bench.state.rip == 0x9100);
    CHECK(bench.reg(at::rsp) == Bench::user_stack);
    CHECK(bench.state.cpl() == 3);
    CHECK(bench.state.segment(SegmentIndex::Cs).selector == (0x28 | 3));
}
