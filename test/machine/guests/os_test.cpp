// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os_registers.hpp"
#include "test/machine/guests/os_bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::guest;
using redoubt::machine::guest::test::OsBench;
using redoubt::machine::guest::test::PortAccess;

TEST_CASE("machine: each processor of the OS stand-in runs its own script, round after round, and stops") {
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        OsBench bench(i);
        write_script(bench.mailbox, {compute(3), raise_smi(1), compute(5)}, 1, 4);
        bench.finish();
        CHECK(bench.mailbox.round == 4);
        CHECK(bench.mailbox.script[0].runs == 1);
        CHECK(bench.mailbox.script[1].runs == 4);
        CHECK(bench.mailbox.script[2].runs == 4);
        CHECK(bench.mailbox.computations == 5);
        CHECK(bench.mailbox.smis == 4);
        CHECK(bench.processor.system[ZYDIS_REGISTER_TR] == OsHeader::kTr + 16 * i);
        CHECK(bench.processor.system[ZYDIS_REGISTER_SS] == OsHeader::kDs);
    }
}

TEST_CASE("machine: the OS stand-in says which action it does not know, and where in the script it stands") {
    OsBench bench;
    Script script{compute(1), {}, compute(1)};
    script[1].action = static_cast<OsAction>(99);
    write_script(bench.mailbox, script, 0, 1);
    bench.fail(OsFailure::UnknownAction);
    CHECK(bench.mailbox.failure.where == 99);
    CHECK(bench.mailbox.failure.operation == 1);
    CHECK(bench.mailbox.failure.round == 0);
    CHECK(bench.mailbox.script[2].runs == 0);
}

TEST_CASE("machine: a general register that is lost in a computation is seen, at any iteration and in any register") {
    for (unsigned lost = 0; lost < 16; ++lost) {
        if (lost == at::rsp / 8) continue;
        OsBench bench(1);
        write_script(bench.mailbox, {compute(5000)}, 0, 1);
        bench.run_into_computation();
        bench.processor.run_some(lost * 997);
        bench.processor.cpu.set_general(lost, bench.processor.cpu.general(lost) ^ 0x100);
        bench.fail(OsFailure::RegisterLost);
    }
}

TEST_CASE("machine: a general register that changes over a software SMI is seen, and named") {
    constexpr std::array numbers{0u, 1u, 2u, 3u, 5u, 6u, 7u, 8u, 9u, 10u, 11u, 12u, 13u, 14u, 15u}; // but RSP
    for (unsigned i = 0; i < numbers.size(); ++i) {
        OsBench bench;
        auto& cpu = bench.processor.cpu;
        write_script(bench.mailbox, {raise_smi(0x42)}, 0, 0);
        uint64_t before = 0;
        bench.processor.on_port = [&](PortAccess access) {
            CHECK(access == PortAccess{false, 0xb2, 1, 0x42});
            if (bench.processor.ports.size() < 3) return 0u;
            before = cpu.general(numbers[i]);
            cpu.set_general(numbers[i], before + 1);
            return 0u;
        };
        bench.fail(OsFailure::RegisterLost);
        CHECK(bench.mailbox.failure.where == i); // RegisterIndex
        CHECK(bench.mailbox.failure.expected == before);
        CHECK(bench.mailbox.failure.found == before + 1);
        CHECK(bench.mailbox.failure.round == 2);
        CHECK(bench.mailbox.smis == 3);
    }
}

TEST_CASE("machine: system flags that change over a software SMI are seen, and status flags are not") {
    for (auto const flag : {rflags::direction, rflags::interrupt, rflags::carry}) {
        OsBench bench;
        write_script(bench.mailbox, {raise_smi(1)}, 0, 1);
        bench.processor.on_port = [&](PortAccess) {
            bench.processor.cpu.flags.load(bench.processor.cpu.flags.image() | flag);
            return 0;
        };
        if (flag == rflags::carry) {
            bench.finish();
        } else {
            bench.fail(OsFailure::RegisterLost);
            CHECK(bench.mailbox.failure.where == static_cast<uint64_t>(RegisterIndex::Rflags));
            CHECK(bench.mailbox.failure.found == (rflags::fixed | flag));
        }
    }
}

TEST_CASE("machine: no two SMIs, nor two processors, find the same values in the registers") {
    std::set<uint64_t> seen;
    for (unsigned i = 0; i < 4; ++i) {
        OsBench bench(i);
        write_script(bench.mailbox, {raise_smi(1)}, 0, 8);
        bench.processor.on_port = [&](PortAccess) {
            for (unsigned general = 1; general < 16; ++general)
                if (general != at::rsp / 8) seen.insert(bench.processor.cpu.general(general));
            return 0;
        };
        bench.finish();
    }
    CHECK(seen.size() == 4 * 8 * 14);
}

TEST_CASE("machine: a system register that changes during a computation is seen, and named") {
    struct Case {
        SystemRegister place;
        ZydisRegister name;
        uint32_t msr;
    };
    for (auto const& [place, name, msr] :
         {Case{SystemRegister::Cr2, ZYDIS_REGISTER_CR2, 0}, Case{SystemRegister::Dr0, ZYDIS_REGISTER_DR0, 0},
          Case{SystemRegister::Dr7, ZYDIS_REGISTER_DR7, 0}, Case{SystemRegister::Gs, ZYDIS_REGISTER_GS, 0},
          Case{SystemRegister::Tr, ZYDIS_REGISTER_TR, 0}, Case{SystemRegister::GsBase, ZYDIS_REGISTER_NONE, 0xc0000101},
          Case{SystemRegister::Pat, ZYDIS_REGISTER_NONE, 0x277}}) {
        OsBench bench;
        write_script(bench.mailbox, {compute(1000)}, 0, 1);
        bench.run_into_computation();
        auto& value = msr != 0 ? bench.processor.msrs[msr] : bench.processor.system[name];
        auto const before = value;
        value ^= 0x40;
        bench.fail(OsFailure::SystemRegisterLost);
        CHECK(bench.mailbox.failure.where == static_cast<uint64_t>(place));
        CHECK(bench.mailbox.failure.expected == before);
        CHECK(bench.mailbox.failure.found == (before ^ 0x40));
    }
}

TEST_CASE("machine: string instructions raise an SMI for each byte, and what they change is checked") {
    OsBench out;
    write_script(out.mailbox, {raise_string_smi(0x33, 5, false)}, 0, 1);
    out.finish();
    CHECK(out.processor.ports == std::vector(5, PortAccess{false, 0xb2, 1, 0x33}));
    CHECK(out.mailbox.smis == 5);
    OsBench in;
    write_script(in.mailbox, {raise_string_smi(0, 3, true)}, 0, 1);
    in.finish();
    CHECK(in.processor.ports == std::vector(3, PortAccess{true, 0xb2, 1, 0}));
    OsBench wrong;
    write_script(wrong.mailbox, {raise_string_smi(0, 3, false)}, 0, 1);
    wrong.processor.on_port = [&](PortAccess) {
        if (wrong.processor.ports.size() == 2) wrong.processor.cpu.set_general(at::rsi / 8, 0x200000);
        return 0;
    };
    wrong.fail(OsFailure::RegisterLost);
    CHECK(wrong.mailbox.failure.where == static_cast<uint64_t>(RegisterIndex::Rsi));
}

TEST_CASE(
    "machine: the OS stand-in calls the monitor with parameters, keeps the answer, and sees other registers change") {
    using stm::abi::Function;
    for (bool const spoils : {false, true}) {
        OsBench bench;
        auto& cpu = bench.processor.cpu;
        write_script(bench.mailbox, {call(Function::GetBiosResources, 0x5'00123000, 6)}, 0, 1);
        bench.processor.on_vmcall = [&] {
            CHECK(cpu.general(0) == 0x10005);
            CHECK(cpu.general(3) == 0x123000);
            CHECK(cpu.general(1) == 5);
            CHECK(cpu.general(2) == 6);
            CHECK_FALSE(cpu.flags.carry());
            CHECK_FALSE(cpu.flags.zero());
            cpu.set<uint64_t>(at::rax, 0x80010003);
            cpu.set<uint64_t>(at::rdx, 7);
            cpu.flags.set_carry(true);
            if (spoils) cpu.set<uint64_t>(at::rbx, 1);
        };
        if (spoils)
            bench.fail(OsFailure::RegisterLost);
        else
            bench.finish();
        CHECK(bench.mailbox.script[0].result == 0x80010003);
        CHECK(bench.mailbox.script[0].carry == 1);
        CHECK(bench.mailbox.script[0].edx == 7);
        CHECK(bench.mailbox.script[0].vmx_error == 0);
    }
}

TEST_CASE("machine: a call that the processor refuses is reported with its VM-instruction error") {
    OsBench bench;
    write_script(bench.mailbox, {call(stm::abi::Function::InitializeProtection)}, 0, 1);
    bench.processor.on_vmcall = [&] {
        bench.processor.fields[static_cast<uint64_t>(stm::abi::VmcsField::VmInstructionError)] = 22;
        bench.processor.cpu.flags.set_zero(true);
    };
    bench.finish();
    CHECK(bench.mailbox.script[0].vmx_error == 22);
    CHECK(bench.mailbox.script[0].result == 0x10007); // EAX is as it was
}

TEST_CASE("machine: processors of the OS stand-in meet, and one that misses the others says so") {
    OsBench alone;
    write_script(alone.mailbox, {meet(2, 20)}, 0, 1);
    alone.fail(OsFailure::MeetingMissed);
    CHECK(alone.mailbox.failure.expected == 2);
    CHECK(alone.mailbox.failure.found == 1);

    test::World world{os_image(), os_header().image};
    OsBench first(0, world);
    OsBench second(1, world);
    for (auto* const each : {&first, &second})
        write_script(each->mailbox, {meet(2, 10000), raise_smi(1)}, 0, 2);
    unsigned order = 0;
    second.processor.on_port = [&](PortAccess) { return ++order; };
    first.processor.run_some(500);
    CHECK(first.mailbox.state == OsState::Running);
    CHECK(first.mailbox.smis == 0);
    second.processor.run_some(2000); // through the first meeting, into the second
    CHECK(second.mailbox.smis == 1);
    first.finish();
    second.finish();
    CHECK(first.mailbox.meetings == 2);
}

TEST_CASE("machine: the OS stand-in sends inter-processor interrupts by the local APIC's mode") {
    OsBench xapic;
    xapic.processor.msrs[0x1b] = 0xfee00900;
    write_script(xapic.mailbox, {send_ipi(6, 0x400)}, 0, 1); // NMI
    xapic.finish();
    CHECK(xapic.world.memory.at<uint32_t>(0xfee00310) == 6u << 24);
    CHECK(xapic.world.memory.at<uint32_t>(0xfee00300) == 0x400);
    OsBench x2apic;
    x2apic.processor.msrs[0x1b] = 0xfee00d00;
    write_script(x2apic.mailbox, {send_ipi(6, 0x500)}, 0, 1); // INIT
    x2apic.finish();
    CHECK(x2apic.processor.msrs[0x830] == 0x6'00000500);
}

TEST_CASE("machine: the OS stand-in reads and writes memory, ports and MSRs by its script") {
    OsBench bench;
    bench.world.memory.at<uint32_t>(0x9000) = 0x12345678;
    bench.processor.msrs[0x3a] = 5;
    bench.processor.on_port = [](PortAccess) { return 0x77u; };
    write_script(bench.mailbox,
                 {read_memory(0x9000, 2), write_memory(0x9003, 1, 0xff), read_port(0x1834, 1),
                  write_port(0x1830, 2, 0x21), read_msr(0x3a), write_msr(0x277, 0x7'00000006)},
                 0, 1);
    bench.finish();
    CHECK(bench.mailbox.script[0].result == 0x5678);
    CHECK(bench.world.memory.at<uint32_t>(0x9000) == 0xff345678);
    CHECK(bench.mailbox.script[2].result == 0x77);
    CHECK(bench.processor.ports == std::vector{PortAccess{true, 0x1834, 1, 0}, PortAccess{false, 0x1830, 2, 0x21}});
    CHECK(bench.mailbox.script[4].result == 5);
    CHECK(bench.processor.msrs[0x277] == 0x7'00000006);
}

TEST_CASE("machine: NMIs and interrupts of the OS stand-in are counted, and what they interrupted goes on unchanged") {
    OsBench bench;
    bench.processor.msrs[0x1b] = 0xfee00900;
    bench.world.memory.at<uint32_t>(0xfee000b0) = 1;
    write_script(bench.mailbox, {compute(100)}, 0, 1);
    bench.run_into_computation();
    auto& cpu = bench.processor.cpu;
    for (unsigned const vector : {2u, 0x30u}) {
        std::array<uint64_t, 16> before;
        for (unsigned i = 0; i < 16; ++i)
            before[i] = cpu.general(i);
        auto const rip = cpu.rip;
        CHECK(bench.processor.deliver(vector) == ZYDIS_MNEMONIC_IRETQ);
        auto const frame = cpu.general(at::rsp / 8);
        CHECK(bench.world.memory.at<uint64_t>(frame) == rip);
        CHECK(bench.world.memory.at<uint64_t>(frame + 24) == before[at::rsp / 8]);
        cpu.rip = rip;
        cpu.set_general(at::rsp / 8, before[at::rsp / 8]);
        for (unsigned i = 0; i < 16; ++i)
            CHECK(cpu.general(i) == before[i]);
    }
    CHECK(bench.mailbox.nmis == 1);
    CHECK(bench.mailbox.interrupts == 1);
    CHECK(bench.world.memory.at<uint32_t>(0xfee000b0) == 0); // end of interrupt
}

TEST_CASE("machine: the OS stand-in gives up at an exception, and says which and where") {
    OsBench bench;
    write_script(bench.mailbox, {compute(1), raise_smi(1), compute(1000)}, 0, 1);
    bench.processor.on_port = [](PortAccess) { return 0u; };
    for (unsigned i = 0; i < 1000 && bench.mailbox.operation != 2; ++i)
        bench.processor.run_some(50);
    REQUIRE(bench.mailbox.operation == 2);
    auto const rip = bench.processor.cpu.rip;
    bench.processor.system[ZYDIS_REGISTER_CR2] = 0x456000;
    CHECK(bench.processor.deliver(14, 2) == ZYDIS_MNEMONIC_HLT);
    CHECK(bench.mailbox.state == OsState::Failed);
    CHECK(bench.mailbox.failure.failure == OsFailure::Fault);
    CHECK(bench.mailbox.failure.operation == 2);
    CHECK(bench.mailbox.fault.vector == 14);
    CHECK(bench.mailbox.fault.error_code == 2);
    CHECK(bench.mailbox.fault.rip == rip);
    CHECK(bench.mailbox.fault.cr2 == 0x456000);
}

TEST_CASE("machine: the OS stand-in halts with interrupts let in, and goes on behind it") {
    OsBench bench;
    write_script(bench.mailbox, {halt(), raise_smi(1)}, 0, 1);
    CHECK(bench.processor.run() == ZYDIS_MNEMONIC_HLT);
    CHECK(bench.mailbox.state == OsState::Running);
    CHECK(bench.processor.sensitive.at(bench.processor.sensitive.size() - 2) == ZYDIS_MNEMONIC_STI);
    ++bench.processor.cpu.rip;
    bench.finish();
    CHECK(bench.mailbox.smis == 1);
}

TEST_CASE("machine: the end of a script comes once, behind all rounds, and their number may be told meanwhile") {
    OsBench bench;
    write_script(bench.mailbox, ScriptParts{.begin = {compute(1)}, .round = {raise_smi(1)}, .end = {compute(2)}}, 0);
    bench.processor.on_port = [&](PortAccess) {
        if (bench.mailbox.script[1].runs == 6) bench.mailbox.rounds = 9;
        return 0u;
    };
    bench.finish();
    CHECK(bench.mailbox.script[0].runs == 1);
    CHECK(bench.mailbox.script[1].runs == 9);
    CHECK(bench.mailbox.script[2].runs == 1);
    CHECK(bench.mailbox.computations == 2);
}

TEST_CASE("machine: a script without an end part has none, also where a longer one stood before") {
    OsBench bench;
    write_script(bench.mailbox, ScriptParts{.begin = {compute(1)}, .round = {compute(1)}, .end = {compute(2)}}, 1);
    write_script(bench.mailbox, {compute(1), raise_smi(3)}, 1, 2);
    bench.finish();
    CHECK(bench.mailbox.computations == 1);
    CHECK(bench.mailbox.smis == 2);
}
