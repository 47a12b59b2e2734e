// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/smm_state_map.hpp"
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// The default treatment of SMIs.
using namespace redoubt::machine;
using namespace redoubt::machine::test;
namespace interruptibility = stm::abi::interruptibility;

namespace {

constexpr uint64_t smbase = 0x30000;
constexpr uint64_t map = smbase + smm_map::kBase;
constexpr uint64_t handler = smbase + 0x8000;

// All that software sees, but CR2 and DR0 to DR3, which the map does not have.
void check_equal(State const& state, State const& before) {
    for (unsigned number = 0; number < 16; ++number)
        CHECK(state.general(number) == before.general(number));
    CHECK(state.rip == before.rip);
    CHECK(state.flags.image() == before.flags.image());
    CHECK(state.cr0 == before.cr0);
    CHECK(state.cr3 == before.cr3);
    CHECK(state.cr4 == before.cr4);
    CHECK(state.dr6 == before.dr6);
    CHECK(state.dr7 == before.dr7);
    CHECK(state.msrs == before.msrs);
    CHECK(state.gdtr == before.gdtr);
    CHECK(state.idtr == before.idtr);
    CHECK(state.pdpte == before.pdpte);
    CHECK(state.interruptibility == before.interruptibility);
    CHECK(state.pending_debug == before.pending_debug);
    CHECK(state.activity == before.activity);
    CHECK(state.in_smm == before.in_smm);
    for (unsigned index = 0; index < kSegments; ++index)
        CHECK(state.segment(static_cast<SegmentIndex>(index)) == before.segment(static_cast<SegmentIndex>(index)));
}

void fill(Bench& bench) {
    for (unsigned number = 0; number < 16; ++number)
        if (number != 4) bench.state.set_general(number, 0x0101'0101'0101'0101 * (number + 1));
    bench.set_flags(rflags::carry | rflags::interrupt | rflags::direction | rflags::resume);
    bench.state.dr7 = 0x402;
    bench.state.msrs.kernel_gs_base = 0x1234;
    bench.state.pdpte = {1, 2, 3, 4};
}

} // namespace

TEST_CASE("machine: an SMI enters SMM in real mode with flat segments, and RSM restores all") {
    for (bool const wide : {true, false}) {
        Bench bench;
        wide ? bench.enter_long_mode() : bench.enter_protected_mode();
        fill(bench);
        State const before = bench.state;
        bench.put(handler, {0x66, 0x31, 0xc0, 0x0f, 0xaa}); // XOR EAX, EAX; RSM
        bench.processor.request_smi();
        (void)bench.run(1);
        CHECK(bench.state.in_smm);
        CHECK(bench.state.linear_rip() == handler);
        CHECK(bench.state.segment(SegmentIndex::Cs).selector == 0x3000);
        CHECK(bench.state.segment(SegmentIndex::Ds).limit == 0xffffffff);
        CHECK(bench.state.segment(SegmentIndex::Ds).base == 0);
        CHECK((bench.state.cr0 & (cr0::pe | cr0::pg)) == 0);
        CHECK(bench.state.cr4 == 0);
        CHECK(bench.state.msrs.efer == 0);
        CHECK(bench.state.dr7 == 0x400);
        CHECK(bench.state.flags.image() == rflags::fixed);
        CHECK(bench.state.interruptibility == (interruptibility::kBlockingBySmi | interruptibility::kBlockingByNmi));
        (void)bench.run(2);
        check_equal(bench.state, before);
    }
}

TEST_CASE("machine: the state-save map has registers where the SDM says") {
    Bench bench;
    bench.enter_long_mode();
    fill(bench);
    State const before = bench.state;
    bench.processor.request_smi();
    (void)bench.run(1);
    CHECK(bench.word(smbase + 0xfff8) == before.cr0);
    CHECK(bench.word(smbase + 0xfff0) == before.cr3);
    CHECK(bench.word(smbase + 0xffe8) == before.flags.image());
    CHECK(bench.word(smbase + 0xffe0) == before.msrs.efer);
    CHECK(bench.word(smbase + 0xffd8) == before.rip);
    CHECK(bench.word(smbase + 0xffac, 4) == selector::code_64);
    CHECK(bench.word(smbase + 0xff5c) == before.general(0));
    CHECK(bench.word(smbase + 0xff94) == before.general(7));
    CHECK(bench.word(smbase + 0xff54) == before.general(8));
    CHECK(bench.word(smbase + 0xff1c) == before.general(15));
    CHECK(bench.word(smbase + 0xfefc, 4) == 0x30101);
    CHECK(bench.word(smbase + 0xfef8, 4) == smbase);
    CHECK(bench.word(smbase + 0xfe40) == before.cr4);
    CHECK(bench.word(smbase + 0xfe8c, 4) == Bench::gdt);
}

TEST_CASE("machine: an SMI that comes in SMM waits for RSM, and only one does") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x90, 0x0f, 0xaa}); // NOP, RSM
    bench.processor.request_smi();
    (void)bench.run(1);
    (void)bench.run(1); // NOP
    bench.processor.request_smi();
    bench.processor.request_smi();
    (void)bench.run(1); // RSM
    CHECK_FALSE(bench.state.in_smm);
    (void)bench.run(1);
    CHECK(bench.state.linear_rip() == handler);
    CHECK_FALSE(bench.processor.smi_pending());
}

TEST_CASE("machine: NMIs wait in SMM until an IRET there, or RSM") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x90, 0x0f, 0xaa});
    bench.put(Bench::code, {0xf4});
    bench.processor.request_smi();
    bench.processor.request_nmi();
    (void)bench.run(3);
    CHECK_FALSE(bench.state.in_smm);
    bench.run();
    CHECK(bench.halted_in(Vector::NonMaskableInterrupt));
}

TEST_CASE("machine: the handler moves SMBASE by the map") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x0f, 0xaa});
    bench.processor.request_smi();
    (void)bench.run(1);
    bench.memory.set_word(map + smm_map::smbase, 4, 0x100000);
    (void)bench.run(1);
    CHECK(bench.state.msrs.smbase == 0x100000);
    bench.processor.request_smi();
    (void)bench.run(1);
    CHECK(bench.state.linear_rip() == 0x108000);
}

TEST_CASE("machine: an SMI that interrupts HLT tells so, and RSM halts again unless the handler says no") {
    for (bool const halts_again : {true, false}) {
        Bench bench;
        bench.enter_long_mode();
        bench.put(handler, {0x0f, 0xaa});
        bench.run({0xf4, 0x90, 0xf4});
        bench.processor.request_smi();
        (void)bench.run(1);
        CHECK(bench.word(map + smm_map::auto_halt_restart, 2) == 1);
        if (!halts_again) bench.memory.set_word(map + smm_map::auto_halt_restart, 2, 0);
        CHECK(bench.run().end == RunEnd::Halted);
        CHECK(bench.state.rip == Bench::code + (halts_again ? 1 : 3));
    }
}

TEST_CASE("machine: an SMI that a port raised is taken right behind the access, and tells of it") {
    Bench bench;
    bench.enter_long_mode();
    bench.board.on_write = [&](uint16_t port) {
        if (port == 0xb2) bench.processor.request_io_smi();
    };
    bench.put(Bench::code, {0x90, 0xe6, 0xb2, 0x90}); // NOP; OUT 0B2H, AL; NOP
    (void)bench.run(2);
    (void)bench.run(1);
    CHECK(bench.state.linear_rip() == handler);
    CHECK(bench.word(map + smm_map::rip) == Bench::code + 3);
    CHECK(bench.word(map + smm_map::io_rip) == Bench::code + 1);
    CHECK(bench.word(map + smm_map::io_misc, 4) == 0x00b20083); // port, OUT with an immediate operand, 1 byte, I/O SMI
}

TEST_CASE("machine: RSM outside SMM is an invalid opcode") {
    Bench bench;
    bench.enter_long_mode();
    CHECK(bench.faults({0x0f, 0xaa}, Vector::InvalidOpcode));
}

TEST_CASE("machine: RSM drops the linear mappings of all VPIDs") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x0f, 0xaa});
    bench.processor.request_smi();
    (void)bench.run(1);
    constexpr TlbTag tag{.vpid = 9};
    constexpr TlbEntry entry{.physical = 0x5000,
                             .writable = true,
                             .user = false,
                             .executable = true,
                             .global = true,
                             .dirty = true,
                             .protection_of_ept = 7};
    auto& tlb = bench.processor.mmu().tlb();
    tlb.keep(tag, Bench::code, entry);
    (void)bench.run(1);
    CHECK_FALSE(bench.state.in_smm);
    CHECK_FALSE(tlb.find(tag, Bench::code).has_value());
}

TEST_CASE("machine: RSM to a state that cannot be shuts the processor down") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x0f, 0xaa});
    bench.processor.request_smi();
    (void)bench.run(1);
    bench.memory.set_word(map + smm_map::cr0, 8, cr0::pg);
    CHECK(bench.run().end == RunEnd::Shutdown);
    CHECK(bench.reports.all.size() == 1);
}

TEST_CASE("machine: RSM with CR4.VMXE set in SMRAM shuts the processor down") {
    Bench bench;
    bench.enter_long_mode();
    bench.put(handler, {0x0f, 0xaa});
    bench.processor.request_smi();
    (void)bench.run(1);
    bench.memory.set_word(map + smm_map::cr4, 8, cr4::pae | cr4::vmxe);
    CHECK(bench.run().end == RunEnd::Shutdown);
    REQUIRE(bench.reports.all.size() == 1);
    CHECK(bench.reports.all.front().find("34.14.2") != std::string::npos);
}

TEST_CASE("machine: SMM under the default treatment cannot turn VMX on") {
    Bench bench;
    bench.enter_long_mode();
    bench.state.in_smm = true;
    bench.set_reg(at::rax, cr4::pae | cr4::vmxe);
    CHECK(bench.faults({0x0f, 0x22, 0xe0}, Vector::GeneralProtection));
    bench.state.in_smm = false;
    bench.set_reg(at::rax, cr4::pae | cr4::vmxe);
    CHECK_FALSE(bench.faults({0x0f, 0x22, 0xe0}, Vector::GeneralProtection));
}
