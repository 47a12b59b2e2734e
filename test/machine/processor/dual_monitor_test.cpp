// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/mseg.h"
#include "spec/abi/msr.h"
#include "test/machine/processor/guest_bench.hpp"

#include <cstddef>
#include <doctest/doctest.h>

// The dual-monitor treatment, as instructions and SMIs reach it (SDM vol. 3C 34.15).
using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
using stm::abi::MsegHeader;
namespace exit_reason = stm::abi::exit_reason;

namespace {

// A monitor that VMCALL has activated, about to execute its first instruction.
struct MonitorBench : GuestBench {
    static constexpr uint64_t mseg = 0x200000;
    static constexpr uint64_t entry = mseg + 0x1000;
    static constexpr uint64_t smi_entry = mseg + 0x2000; // where SMM VM exits arrive
    static constexpr uint64_t msr_area = mseg + 0x20000;

    MonitorBench() {
        auto const put_word = [&](size_t offset, uint64_t value) { memory.set_word(mseg + offset, 4, value); };
        put_word(offsetof(MsegHeader, revision), capabilities.mseg_revision());
        put_word(offsetof(MsegHeader, monitor_features), MsegHeader::kIa32e);
        put_word(offsetof(MsegHeader, cs_selector), selector::code_64);
        put_word(offsetof(MsegHeader, eip_offset), entry - mseg);
        put_word(offsetof(MsegHeader, esp_offset), 0x8000);
        put_word(offsetof(MsegHeader, cr3_offset), 0x10000);
        memory.set_word(mseg + 0x10000, 8, memory.word(page_tables, 8));
        state.msrs.smm_monitor_ctl = mseg | stm::abi::smm_monitor_ctl::kValid;
        (void)run({0x0f, 0x01, 0xc1}, 1); // VMCALL
        REQUIRE(state.in_smm);
        REQUIRE(state.rip == entry);
        set(Field::HostRip, smi_entry);
        set(Field::HostCr3, mseg + 0x10000);
        set(Field::GuestRip, code);
    }

    void run_monitor(Code const& bytes) {
        put(state.rip, bytes);
        (void)processor.run(1);
    }

    // Leaves SMM for code in VMX root operation.
    void return_to(Code const& bytes) {
        put(code, bytes);
        run_monitor({0x0f, 0x01, 0xc2}); // VMLAUNCH
        REQUIRE_FALSE(state.in_smm);
        REQUIRE(state.rip == code);
    }
};

} // namespace

TEST_CASE("machine: VMCALL in VMX root operation activates the monitor, which returns behind it") {
    MonitorBench bench;
    CHECK(bench.processor.vmx().dual_monitor());
    CHECK(bench.get(Field::ExitReason) == (18 | exit_reason::kFromVmxRoot));
    CHECK(bench.get(Field::ExitInstructionLength) == 3);
    bench.return_to({0x90});
    CHECK(bench.processor.vmx().operation() == VmxOperation::Root);
}

TEST_CASE("machine: an SMI is an SMM VM exit, and others wait until the monitor returns") {
    MonitorBench bench;
    bench.processor.request_smi();
    bench.run_monitor({0x90});
    CHECK(bench.state.rip == MonitorBench::entry + 1);
    bench.return_to({0x90});
    (void)bench.run(1);
    CHECK(bench.state.in_smm);
    CHECK(bench.state.rip == MonitorBench::smi_entry);
    CHECK(bench.get(Field::ExitReason) == (6 | exit_reason::kFromVmxRoot));
    CHECK(bench.guest_rip() == Bench::code);
    CHECK_FALSE(bench.processor.smi_pending());
}

TEST_CASE("machine: an SMI that a port raised tells of the access, with the registers from before it") {
    MonitorBench bench;
    bench.board.on_write = [&](uint16_t) { bench.processor.request_io_smi(); };
    bench.return_to({0xf3, 0x6e}); // REP OUTSB
    bench.set_reg(at::rdx, 0xb2);
    bench.set_reg(at::rcx, 7);
    bench.set_reg(at::rsi, 0x9000);
    bench.set_reg(at::rdi, 0x1234);
    (void)bench.run(1);
    CHECK(bench.board.written.size() == 1);
    (void)bench.run(1);
    CHECK(bench.state.in_smm);
    CHECK(bench.get(Field::ExitReason) == (5 | exit_reason::kFromVmxRoot));
    CHECK(bench.qualification() == 0x00b20030);
    CHECK(bench.get(Field::IoRcx) == 7);
    CHECK(bench.get(Field::IoRsi) == 0x9000);
    CHECK(bench.get(Field::IoRdi) == 0x1234);
    CHECK(bench.get(Field::IoRip) == Bench::code);
    CHECK(bench.get(Field::GuestLinearAddress) == 0x9000);
    CHECK(bench.reg(at::rcx) == 6);          // general registers are the monitor's to save
    CHECK(bench.guest_rip() == Bench::code); // six elements are left
}

TEST_CASE("machine: the MSR-store area of an SMM VM exit may name IA32_SMBASE") {
    MonitorBench bench;
    bench.memory.set_word(MonitorBench::msr_area, 8, static_cast<uint32_t>(stm::abi::Msr::Smbase));
    bench.set(Field::ExitMsrStoreAddress, MonitorBench::msr_area);
    bench.set(Field::ExitMsrStoreCount, 1);
    bench.return_to({0x90});
    bench.processor.request_smi();
    (void)bench.run(1);
    CHECK(bench.state.in_smm);
    CHECK(bench.word(MonitorBench::msr_area + 8) == bench.state.msrs.smbase);
}

TEST_CASE("machine: RSM exits from the SMI handler's guest, and is an invalid opcode of the monitor") {
    MonitorBench bench;
    bench.set_bits(Field::EntryControls, stm::abi::entry_control::kEntryToSmm);
    bench.set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingBySmi);
    bench.set(Field::VmcsLinkPointer, kNoPointer);
    bench.put(Bench::code, {0x0f, 0xaa});
    bench.run_monitor({0x0f, 0x01, 0xc2});
    CHECK(bench.processor.vmx().operation() == VmxOperation::NonRoot);
    CHECK(bench.state.in_smm);
    (void)bench.run(1);
    CHECK(bench.state.rip == MonitorBench::smi_entry);
    CHECK(bench.reason() == ExitReason::Rsm);
    CHECK(bench.get(Field::ExitInstructionLength) == 2);
    bench.put(MonitorBench::smi_entry, {0x0f, 0xaa});
    (void)bench.run(1);
    CHECK(bench.state.rip == Bench::handler(Vector::InvalidOpcode));
}
