// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/guest_bench.hpp"

#include <doctest/doctest.h>

// Events in VMX non-root operation (SDM vol. 3C 25.2, 25.5, 26.6, 27.2).
using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
namespace interruptibility = stm::abi::interruptibility;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;

namespace {

constexpr uint64_t valid = 1u << 31;
constexpr uint64_t with_error_code = 1u << 11;
constexpr uint64_t hardware_exception = 3u << 8;
constexpr uint64_t software_interrupt = 4u << 8;
constexpr uint64_t software_exception = 6u << 8;
constexpr uint64_t nmi = 2u << 8;

// What IRETQ of the guest finds: it leads to 9000H.
void put_return_frame(GuestBench& bench) {
    constexpr std::array<uint64_t, 5> frame{0x9000, selector::code_64, rflags::fixed, 0xa000, selector::data};
    auto const at = Bench::stack - 8 * frame.size();
    for (unsigned i = 0; i < frame.size(); ++i)
        bench.memory.set_word(at + 8 * i, 8, frame[i]);
    bench.set(Field::GuestRsp, at);
}

} // namespace

TEST_CASE("machine: the exception bitmap turns exceptions into exits, with RF as the handler would have found it") {
    GuestBench bench;
    bench.set(Field::ExceptionBitmap, 1u << 6 | 1u << 3);
    bench.run_guest({0x0f, 0x0b});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::ExceptionOrNmi);
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | hardware_exception | 6));
    CHECK(bench.guest_rip() == Bench::code);
    CHECK((bench.get(Field::GuestRflags) & rflags::resume) != 0);

    bench.run_guest({0xcc});
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | software_exception | 3));
    CHECK(bench.get(Field::ExitInstructionLength) == 1);
    CHECK((bench.get(Field::GuestRflags) & rflags::resume) == 0);
}

TEST_CASE("machine: mask and match of the error code choose page faults, and turn the bit around") {
    auto const exits = [](bool named, uint64_t mask, uint64_t match) {
        GuestBench bench;
        bench.set(Field::ExceptionBitmap, named ? 1u << 14 : 0);
        bench.set(Field::PageFaultErrorCodeMask, mask);
        bench.set(Field::PageFaultErrorCodeMatch, match);
        bench.set_reg(at::rbx, Bench::unmapped);
        bench.enter({0x89, 0x03}); // a write: error code 2
        (void)bench.run(1);
        return bench.processor.vmx().operation() == VmxOperation::Root;
    };
    CHECK(exits(true, 0, 0));
    CHECK_FALSE(exits(false, 0, 0));
    CHECK(exits(true, 2, 2));
    CHECK_FALSE(exits(true, 1, 1));
    CHECK(exits(false, 1, 1));
    CHECK_FALSE(exits(false, 2, 2));
}

TEST_CASE("machine: a page fault that exits leaves CR2, and tells the address") {
    GuestBench bench;
    bench.state.cr2 = 0x77;
    bench.set(Field::ExceptionBitmap, 1u << 14);
    bench.set_reg(at::rbx, Bench::unmapped + 8);
    bench.run_guest({0x8b, 0x03});
    REQUIRE(bench.exited());
    CHECK(bench.qualification() == Bench::unmapped + 8);
    CHECK(bench.state.cr2 == 0x77);
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | with_error_code | hardware_exception | 14));
    CHECK(bench.get(Field::ExitInterruptionErrorCode) == 0);
}

TEST_CASE("machine: an exception during delivery exits with the event that was delivered") {
    GuestBench bench;
    bench.set(Field::ExceptionBitmap, 1u << 11);
    bench.set_gate_64(0x30, Bench::handlers, 0x6e); // not present
    bench.run_guest({0xcd, 0x30});
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | with_error_code | hardware_exception | 11));
    CHECK(bench.get(Field::ExitInterruptionErrorCode) == (0x30 * 8 | 2));
    CHECK(bench.get(Field::IdtVectoringInformation) == (valid | software_interrupt | 0x30));
    CHECK(bench.get(Field::ExitInstructionLength) == 2);
    CHECK(bench.guest_rip() == Bench::code);
}

TEST_CASE("machine: a double fault and a triple fault exit without an event beside them") {
    GuestBench bench;
    bench.set(Field::ExceptionBitmap, 1u << 8);
    bench.set_gate_64(13, Bench::handlers, 0x0e);
    bench.set_reg(at::rax, 0x8000'0000'0000'0000);
    bench.run_guest({0x48, 0x8b, 0x00});
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | with_error_code | hardware_exception | 8));
    CHECK(bench.get(Field::IdtVectoringInformation) == 0);

    bench.set(Field::ExceptionBitmap, 0);
    bench.set_gate_64(8, Bench::handlers, 0x0e);
    bench.run_guest({0x48, 0x8b, 0x00});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::TripleFault);
    CHECK(bench.get(Field::IdtVectoringInformation) == 0);
}

TEST_CASE("machine: an EPT violation during delivery exits with the event, and undone") {
    GuestBench bench;
    bench.use_ept();
    bench.set(Field::GuestRsp, 0x300000);
    bench.memory.set_word(GuestBench::ept + 0x2008, 8, 0x200000 | 0xb0 | 5); // not writable
    bench.run_guest({0x0f, 0x0b});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::EptViolation);
    CHECK(bench.get(Field::IdtVectoringInformation) == (valid | hardware_exception | 6));
    CHECK(bench.get(Field::GuestPhysicalAddress) == 0x300000 - 8);
    CHECK(bench.get(Field::GuestLinearAddress) == 0x300000 - 8);
    CHECK((bench.qualification() & 0x1bf) == 0x1aa); // a write; readable, executable; linear and final
    CHECK(bench.guest_rip() == Bench::code);
    CHECK(bench.get(Field::GuestRsp) == 0x300000);
}

TEST_CASE("machine: an EPT violation of an instruction sets RF, and does not retire it") {
    GuestBench bench;
    bench.use_ept();
    bench.memory.set_word(GuestBench::ept + 0x2008, 8, 0);
    bench.set_reg(at::rbx, 0x200000);
    auto const retired = bench.processor.retired();
    bench.run_guest({0x90, 0x8b, 0x03});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::EptViolation);
    CHECK(bench.guest_rip() == Bench::code + 1);
    CHECK((bench.get(Field::GuestRflags) & rflags::resume) != 0);
    CHECK(bench.processor.retired() == retired + 2); // NOP, and the host's HLT
}

TEST_CASE("machine: an event that VM entry injects is delivered before anything else, and is not intercepted") {
    GuestBench bench;
    bench.set(Field::ExceptionBitmap, 0xffffffff);
    bench.set(Field::EntryInterruptionInformation, valid | with_error_code | hardware_exception | 14);
    bench.set(Field::EntryExceptionErrorCode, 7);
    bench.state.cr2 = 0x55;
    bench.enter({0x90});
    bench.processor.request_nmi();
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handler(Vector::PageFault));
    CHECK(bench.word(bench.reg(at::rsp)) == 7);
    CHECK(bench.state.cr2 == 0x55);
}

TEST_CASE("machine: an injected software interrupt returns behind its instruction") {
    GuestBench bench;
    bench.set(Field::EntryInterruptionInformation, valid | software_interrupt | 0x30);
    bench.set(Field::EntryInstructionLength, 2);
    bench.enter({0xcd, 0x30});
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handlers + 0x300);
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code + 2);
}

TEST_CASE("machine: an exit while an injected event is delivered tells of it") {
    GuestBench bench;
    bench.set(Field::ExceptionBitmap, 1u << 11);
    bench.set_gate_64(0x30, Bench::handlers, 0x6e);
    bench.set(Field::EntryInterruptionInformation, valid | software_interrupt | 0x30);
    bench.set(Field::EntryInstructionLength, 2);
    bench.run_guest({0x90, 0x90});
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::IdtVectoringInformation) == (valid | software_interrupt | 0x30));
    CHECK(bench.get(Field::ExitInstructionLength) == 2);
}

TEST_CASE("machine: NMIs and interrupts exit where the host wants them, whatever IF says") {
    GuestBench bench;
    bench.set_bits(Field::PinControls, pin_control::kNmiExiting | pin_control::kExternalInterruptExiting);
    bench.enter({0x90});
    bench.processor.request_interrupt(0x41);
    (void)bench.run();
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::ExternalInterrupt);
    CHECK(bench.get(Field::ExitInterruptionInformation) == 0);
    CHECK(bench.board.acknowledged.empty());

    bench.set_bits(Field::ExitControls, stm::abi::exit_control::kAcknowledgeInterrupt);
    bench.run_guest({0x90});
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | 0x41));
    CHECK(bench.board.acknowledged == std::vector<uint8_t>{0x41});

    bench.enter({0x90});
    bench.processor.request_nmi();
    (void)bench.run();
    REQUIRE(bench.exited());
    CHECK(bench.get(Field::ExitInterruptionInformation) == (valid | nmi | 2));
    CHECK((bench.state.interruptibility & interruptibility::kBlockingByNmi) != 0);
}

TEST_CASE("machine: windows exit as soon as they open") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kInterruptWindowExiting);
    bench.run_guest({0x90, 0xfb, 0x90, 0x90}); // NOP, STI, NOP, NOP
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::InterruptWindow);
    CHECK(bench.guest_rip() == Bench::code + 3);

    GuestBench other;
    other.set_bits(Field::PinControls, pin_control::kNmiExiting | pin_control::kVirtualNmis);
    other.set_bits(Field::ProcControls, proc_control::kNmiWindowExiting);
    other.set(Field::GuestInterruptibility, interruptibility::kBlockingByNmi);
    put_return_frame(other);
    other.run_guest({0x90, 0x48, 0xcf}); // NOP, IRETQ
    REQUIRE(other.exited());
    CHECK(other.reason() == ExitReason::NmiWindow);
    CHECK(other.guest_rip() == 0x9000);
}

TEST_CASE("machine: IRET unblocks NMIs unless they exit, and virtual ones always") {
    auto const blocked_after = [](uint32_t pin) {
        GuestBench bench;
        bench.set_bits(Field::PinControls, pin);
        bench.set(Field::GuestInterruptibility, interruptibility::kBlockingByNmi);
        put_return_frame(bench);
        bench.enter({0x48, 0xcf});
        (void)bench.run(1);
        REQUIRE(bench.state.rip == 0x9000);
        return bench.state.interruptibility != 0;
    };
    CHECK_FALSE(blocked_after(0));
    CHECK(blocked_after(pin_control::kNmiExiting));
    CHECK_FALSE(blocked_after(pin_control::kNmiExiting | pin_control::kVirtualNmis));
}

TEST_CASE("machine: the monitor trap flag exits after one instruction, also into the handler of a fault") {
    GuestBench bench;
    bench.set_bits(Field::ProcControls, proc_control::kMonitorTrapFlag);
    bench.run_guest({0x90, 0x90});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::MonitorTrapFlag);
    CHECK(bench.guest_rip() == Bench::code + 1);
    bench.run_guest({0x0f, 0x0b});
    REQUIRE(bench.exited());
    CHECK(bench.guest_rip() == Bench::handler(Vector::InvalidOpcode));
    bench.set(Field::EntryInterruptionInformation, valid | hardware_exception | 6);
    bench.run_guest({0x90});
    REQUIRE(bench.exited());
    CHECK(bench.guest_rip() == Bench::handler(Vector::InvalidOpcode)); // before its first instruction
}

TEST_CASE("machine: the preemption timer exits after exactly so many instructions") {
    for (uint64_t const count : {0u, 1u, 2u, 5u}) {
        GuestBench bench;
        bench.set_bits(Field::PinControls, pin_control::kPreemptionTimer);
        bench.set(Field::PreemptionTimerValue, count);
        bench.run_guest({0x90, 0x0f, 0x20, 0xc0, 0x90, 0x90, 0x90, 0x90, 0x90}); // NOP, MOV RAX, CR0, NOPs
        REQUIRE(bench.exited());
        CHECK(bench.reason() == ExitReason::PreemptionTimer);
        CHECK(bench.guest_rip() == Bench::code + (count < 2 ? count : count + 2));
    }
}

TEST_CASE("machine: the preemption timer ends a guest that halts") {
    GuestBench bench;
    bench.set_bits(Field::PinControls, pin_control::kPreemptionTimer);
    bench.set(Field::PreemptionTimerValue, 50);
    bench.run_guest({0xf4});
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::PreemptionTimer);
    CHECK(bench.get(Field::GuestActivityState) == 1);
}

TEST_CASE("machine: INIT exits from a guest") {
    GuestBench bench;
    bench.enter({0x90});
    bench.processor.request_init();
    (void)bench.run();
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::Init);
}

TEST_CASE("machine: a SIPI exits from a guest that waits for it, with its vector, and from no other") {
    for (bool const waits : {false, true}) {
        GuestBench bench;
        auto const state = waits ? stm::abi::ActivityState::WaitForSipi : stm::abi::ActivityState::Active;
        bench.set(Field::GuestActivityState, static_cast<uint32_t>(state));
        bench.enter({0x0f, 0xa2});
        bench.processor.request_sipi(0x12);
        (void)bench.run();
        REQUIRE(bench.exited());
        CHECK(bench.reason() == (waits ? ExitReason::Sipi : ExitReason::Cpuid));
        CHECK(bench.qualification() == (waits ? 0x12 : 0));
        CHECK(bench.get(Field::GuestActivityState) == static_cast<uint32_t>(state));
    }
}

TEST_CASE("machine: an SMI under the default treatment leaves VMX operation, and RSM returns to it") {
    GuestBench bench;
    bench.put(0x38000, {0x90, 0x0f, 0xaa}); // NOP, RSM
    bench.enter({0x90, 0x0f, 0xa2});
    bench.processor.request_smi();
    (void)bench.run(1);
    CHECK(bench.state.in_smm);
    CHECK(bench.processor.vmx().operation() == VmxOperation::Off);
    (void)bench.run(2);
    CHECK(bench.processor.vmx().operation() == VmxOperation::NonRoot);
    CHECK((bench.state.cr4 & cr4::vmxe) != 0);
    (void)bench.run();
    REQUIRE(bench.exited());
    CHECK(bench.reason() == ExitReason::Cpuid);
}
