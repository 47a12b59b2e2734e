// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// External events between instructions.
using namespace redoubt::machine;
using namespace redoubt::machine::test;
namespace interruptibility = stm::abi::interruptibility;

namespace {

constexpr uint8_t vector = 0x41;
constexpr uint64_t interrupt_handler = Bench::handlers + 16 * vector;

} // namespace

TEST_CASE("machine: an interrupt waits for IF, and wakes a processor that halts") {
    Bench bench;
    bench.enter_long_mode();
    bench.processor.request_interrupt(vector);
    CHECK(bench.run({0x90, 0xf4}).end == RunEnd::Halted);
    CHECK(bench.state.rip == Bench::code + 2);
    CHECK(bench.board.acknowledged.empty());

    bench.set_flags(rflags::interrupt);
    bench.run();
    CHECK(bench.state.rip == interrupt_handler + 1);
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 2);
    CHECK(bench.board.acknowledged == std::vector<uint8_t>{vector});
}

TEST_CASE("machine: STI lets one more instruction run before an interrupt, but only if IF was 0") {
    Bench bench;
    bench.enter_long_mode();
    bench.processor.request_interrupt(vector);
    bench.run({0xfb, 0x90, 0x90}); // STI, NOP, NOP
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 2);

    bench.set_flags(0);
    bench.put(Bench::code, {0xfb, 0xfb, 0x90});
    bench.state.rip = Bench::code;
    (void)bench.run(2);
    CHECK(bench.state.interruptibility == 0);
    bench.processor.request_interrupt(vector);
    bench.run();
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 2);
}

TEST_CASE("machine: loading SS lets one more instruction run before interrupts and NMIs") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::interrupt);
    bench.set_reg(at::rax, selector::data);
    bench.put(Bench::code, {0x8e, 0xd0, 0x90, 0x90}); // MOV SS, EAX
    bench.state.rip = Bench::code;
    (void)bench.run(1);
    CHECK(bench.state.interruptibility == interruptibility::kBlockingByMovSs);
    bench.processor.request_nmi();
    bench.processor.request_interrupt(vector);
    bench.run();
    CHECK(bench.halted_in(Vector::NonMaskableInterrupt));
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 3);
}

TEST_CASE("machine: the highest vector above the task priority is taken") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::interrupt);
    bench.state.cr8 = 4;
    bench.processor.request_interrupt(0x4f);
    (void)bench.run({0x90, 0xf4});
    CHECK(bench.board.acknowledged.empty());
    bench.processor.request_interrupt(0x51);
    bench.processor.request_interrupt(0x62);
    bench.run();
    CHECK(bench.board.acknowledged == std::vector<uint8_t>{0x62});
}

TEST_CASE("machine: an NMI comes before an interrupt, and a second one waits for IRET") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_flags(rflags::interrupt);
    bench.processor.request_interrupt(vector);
    bench.processor.request_nmi();
    bench.put(Bench::handler(Vector::NonMaskableInterrupt), {0x90, 0x90, 0x48, 0xcf}); // NOP, NOP, IRETQ
    bench.put(Bench::code, {0x90});
    bench.state.rip = Bench::code;
    (void)bench.run(1);
    (void)bench.run(1); // NOP
    CHECK(bench.state.rip == Bench::handler(Vector::NonMaskableInterrupt) + 1);
    CHECK(bench.state.interruptibility == interruptibility::kBlockingByNmi);
    bench.processor.request_nmi();
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handler(Vector::NonMaskableInterrupt) + 2); // the second one waits
    (void)bench.run(1);
    CHECK(bench.state.interruptibility == 0);
    CHECK(bench.state.rip == Bench::code);
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handler(Vector::NonMaskableInterrupt));
}

TEST_CASE("machine: an IRET that faults has unblocked NMIs all the same") {
    Bench bench;
    bench.enter_long_mode();
    bench.state.interruptibility = interruptibility::kBlockingByNmi;
    bench.memory.set_word(Bench::stack, 8, Bench::code);
    bench.memory.set_word(Bench::stack + 8, 8, 0); // no code segment
    CHECK(bench.faults({0x48, 0xcf}, Vector::GeneralProtection));
    CHECK(bench.state.interruptibility == 0);
}

TEST_CASE("machine: INIT makes a bootstrap processor start over, and others wait for a start-up IPI") {
    Bench bench;
    bench.enter_long_mode();
    bench.state.msrs.star = 5;
    bench.processor.request_init();
    (void)bench.run(1);
    CHECK(bench.state.rip == 0xfff0);
    CHECK(bench.state.linear_rip() == 0xfffffff0);
    CHECK_FALSE(bench.state.protected_mode());
    CHECK(bench.state.msrs.star == 5);
    CHECK(bench.state.msrs.efer == 0);

    bench.state.msrs.apic_base &= ~stm::abi::apic_base::kBsp;
    bench.processor.request_init();
    CHECK(bench.run().end == RunEnd::WaitForSipi);
    bench.processor.request_smi();
    bench.processor.request_nmi();
    CHECK(bench.run().end == RunEnd::WaitForSipi);
    bench.put(0x9000, {0x90, 0xf4});
    bench.processor.request_sipi(9);
    (void)bench.run(1);
    CHECK(bench.state.segment(SegmentIndex::Cs).selector == 0x900);
    CHECK(bench.state.linear_rip() == 0x9000);
}

TEST_CASE("machine: a start-up IPI that nobody waits for is lost") {
    Bench bench;
    bench.enter_long_mode();
    bench.processor.request_sipi(9);
    bench.run({0x90, 0xf4});
    CHECK(bench.state.rip == Bench::code + 2);
}
