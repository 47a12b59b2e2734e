// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// IRETQ in 64-bit mode.
using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

struct Frame {
    uint64_t rip = 0x9000;
    uint64_t cs = selector::code_64;
    uint64_t flags = rflags::fixed;
    uint64_t rsp = 0xa000;
    uint64_t ss = selector::data;
};

// Runs IRETQ, and nothing else.
void run_return(Bench& bench, Frame const& frame, uint64_t words = 5) {
    auto const at = Bench::stack - 8 * words;
    auto i = 0u;
    for (auto const each : {frame.rip, frame.cs, frame.flags, frame.rsp, frame.ss})
        bench.memory.set_word(at + 8 * i++, 8, each);
    bench.set_reg(at::rsp, at);
    bench.put(Bench::code, {0x48, 0xcf});
    bench.state.rip = Bench::code;
    (void)bench.run(1);
}

uint64_t error_code(Bench& bench) {
    return bench.word(bench.reg(at::rsp));
}

} // namespace

TEST_CASE("machine: IRETQ pops stack and flags in 64-bit mode always") {
    Bench bench;
    bench.enter_long_mode();
    run_return(bench, {.flags = rflags::fixed | rflags::interrupt | rflags::resume | rflags::zero, .rsp = 0xa008});
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.reg(at::rsp) == 0xa008);
    CHECK(bench.state.flags.image() == (rflags::fixed | rflags::interrupt | rflags::resume | rflags::zero));
}

TEST_CASE("machine: IRETQ to level 3 drops data segments that level 3 may not use") {
    Bench bench;
    bench.enter_long_mode();
    run_return(bench, {.cs = selector::user_code_64, .ss = selector::user_data});
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.state.cpl() == 3);
    CHECK(bench.state.segment(SegmentIndex::Cs).selector == selector::user_code_64);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ds).usable());
    CHECK_FALSE(bench.state.segment(SegmentIndex::Es).usable());
}

TEST_CASE("machine: IRETQ leaves 64-bit mode when the code segment says so") {
    Bench bench;
    bench.enter_long_mode();
    run_return(bench, {.cs = selector::user_code_32, .ss = selector::user_data});
    CHECK(bench.state.code_mode() == CodeMode::Bits32);
    CHECK(bench.reg(at::rsp) == 0xa000);
}

TEST_CASE("machine: IRETQ may load a null stack segment below level 3 only, and of the right level") {
    Bench bench;
    bench.enter_long_mode();
    run_return(bench, {.ss = 0});
    CHECK(bench.state.rip == 0x9000);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ss).usable());
    CHECK(bench.state.cpl() == 0);
    run_return(bench, {.cs = selector::user_code_64, .ss = 3});
    CHECK(bench.state.rip == Bench::handler(Vector::GeneralProtection));
    CHECK(error_code(bench) == 0);
}

TEST_CASE("machine: IRETQ refuses wrong segments, and names them") {
    struct Case {
        Frame frame;
        Vector vector;
        uint64_t error;
    };
    auto const cases = {
        Case{{.cs = 0}, Vector::GeneralProtection, 0},
        Case{{.cs = 0x200}, Vector::GeneralProtection, 0x200},                             // beyond the GDT
        Case{{.cs = selector::data}, Vector::GeneralProtection, selector::data},           // no code
        Case{{.cs = selector::code_64 | 3}, Vector::GeneralProtection, selector::code_64}, // DPL is not RPL
        Case{{.cs = selector::absent_code_64}, Vector::SegmentNotPresent, selector::absent_code_64},
        Case{{.rip = 0x8000'0000'0000'0000}, Vector::GeneralProtection, 0},
        Case{{.ss = selector::user_data}, Vector::GeneralProtection, selector::user_data & ~3u},
        Case{{.ss = selector::read_only_data}, Vector::GeneralProtection, selector::read_only_data},
        Case{{.ss = selector::absent_data}, Vector::StackFault, selector::absent_data},
    };
    for (auto const& each : cases) {
        Bench bench;
        bench.enter_long_mode();
        run_return(bench, each.frame);
        CHECK(bench.state.rip == Bench::handler(each.vector));
        CHECK(error_code(bench) == each.error);
        CHECK(bench.word(bench.reg(at::rsp) + 8) == Bench::code);
        CHECK(bench.word(bench.reg(at::rsp) + 32) == Bench::stack - 40); // RSP was left
    }
}

TEST_CASE("machine: IRETQ at level 3 changes neither IOPL nor IF, and cannot return inwards") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    run_return(bench, {.cs = selector::user_code_64,
                       .flags = rflags::fixed | rflags::io_privilege | rflags::interrupt | rflags::carry,
                       .ss = selector::user_data});
    CHECK(bench.state.rip == 0x9000);
    CHECK(bench.state.flags.image() == (rflags::fixed | rflags::carry));

    run_return(bench, {.cs = selector::code_64});
    CHECK(bench.state.rip == Bench::handler(Vector::GeneralProtection));
    CHECK(error_code(bench) == selector::code_64);
}

TEST_CASE("machine: IRET in a nested task of IA-32e mode faults") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::nested_task);
    run_return(bench, {});
    CHECK(bench.state.rip == Bench::handler(Vector::GeneralProtection));
}
