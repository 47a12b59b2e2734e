// SPDX-License-Identifier: Apache-2.0
#include "machine/board/pm_registers.hpp"
#include "machine/system/bios.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::machine;

namespace {

void write_script(Machine& machine, unsigned processor, guest::Script const& script) {
    auto os = read_os(machine, processor);
    guest::write_script(os, script, 0, 1);
    write_os(machine, processor, os);
}

std::vector<TraceEvent> smis_of(Machine const& machine) {
    std::vector<TraceEvent> found;
    std::ranges::copy_if(machine.recorder().events(), std::back_inserter(found),
                         [](TraceEvent const& event) { return event.kind == EventKind::SmiRaised; });
    return found;
}

} // namespace

TEST_CASE("machine: while all processors wait, time goes on to the periodic SMI, which comes to all of them") {
    constexpr uint64_t frequency = 1000;
    Machine machine({.layout = {.processors = 2}, .frequency = frequency});
    boot_firmware(machine);
    start_os(machine);
    for (unsigned number = 0; number < 2; ++number)
        write_script(machine, number, {guest::halt()});
    auto& power = machine.chipset().power();
    power.write(pm::at::smi_en, 4, pm::smi_en::gbl_smi_en | pm::smi_en::eos | pm::periodic);
    CHECK(machine.run(63 * frequency) == MachineEnd::Idle);
    CHECK(smis_of(machine).empty());
    CHECK(machine.run(200 * frequency) != MachineEnd::Error); // by default one in 64 seconds
    auto const smis = smis_of(machine);
    REQUIRE(smis.size() >= 2);
    CHECK(smis[0].time == 64 * frequency);
    CHECK(smis[1].time == 128 * frequency);
    for (unsigned number = 0; number < 2; ++number)
        CHECK(read_handler(machine, number).smis == smis.size());
}

TEST_CASE("machine: while processors run, the periodic SMI comes in the turn after its time") {
    constexpr uint64_t frequency = 100;
    Machine machine({.layout = {.processors = 2}, .frequency = frequency});
    boot_firmware(machine);
    start_os(machine);
    for (unsigned number = 0; number < 2; ++number)
        write_script(machine, number, {guest::compute(1'000'000)});
    machine.chipset().power().write(pm::at::smi_en, 4, pm::smi_en::gbl_smi_en | pm::smi_en::eos | pm::periodic);
    CHECK(machine.run(20'000) == MachineEnd::Budget);
    auto const smis = smis_of(machine);
    REQUIRE(smis.size() == 3);
    for (unsigned i = 0; i < smis.size(); ++i) {
        auto const due = (i + 1) * 64 * frequency;
        CHECK(smis[i].time >= due);
        CHECK(smis[i].time < due + 200); // the longest turn
    }
}

TEST_CASE("machine: an NMI that one processor sends wakes the one that it names, and no other") {
    Machine machine({.layout = {.processors = 3}});
    boot_firmware(machine);
    start_os(machine);
    constexpr uint32_t nmi = 4u << 8; // delivery mode, of the interrupt command register
    write_script(machine, 0, {guest::compute(500), guest::send_ipi(PlatformLayout::apic_id(1), nmi)});
    write_script(machine, 1, {guest::halt()});
    write_script(machine, 2, {guest::halt()});
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    CHECK(read_os(machine, 0).state == guest::OsState::Finished);
    CHECK(read_os(machine, 1).state == guest::OsState::Finished);
    CHECK(read_os(machine, 1).nmis == 1);
    CHECK(read_os(machine, 2).state == guest::OsState::Running);
    CHECK(read_os(machine, 2).nmis == 0);
}

TEST_CASE("machine: a reset that software asks for ends the run") {
    Machine machine({});
    boot_firmware(machine);
    start_os(machine);
    write_script(machine, 0, {guest::write_port(0xcf9, 1, 0x6)});
    CHECK(machine.run(1'000'000) == MachineEnd::Reset);
}

TEST_CASE("machine: instructions are counted in the context that executed them, all of them once") {
    Machine machine({.layout = {.processors = 2}});
    boot_firmware(machine);
    start_os(machine);
    guest::Script const script{guest::enter_vmx(), guest::load_vmcs(guest::OsVmcs::First, true),
                               guest::run_guest(3, false, 0x10), guest::raise_smi(0x11)};
    for (unsigned number = 0; number < 2; ++number)
        write_script(machine, number, script);
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    for (unsigned number = 0; number < 2; ++number) {
        uint64_t counted = 0;
        for (auto const context : kAllContexts)
            counted += machine.counters().tally(number, context).instructions;
        CHECK(counted == machine.processor(number).retired());
        auto const& os = machine.counters().tally(number, Context::Os);
        CHECK(os.vmx[static_cast<unsigned>(VmxInstruction::Vmxon)] == 1);
        CHECK(os.vmx[static_cast<unsigned>(VmxInstruction::Vmlaunch)] == 1);
        CHECK(os.vmx[static_cast<unsigned>(VmxInstruction::Vmwrite)] > 50);
        CHECK(machine.counters().tally(number, Context::OsGuest).all_exits() >= 3);
        CHECK(machine.counters().tally(number, Context::SmmDefault).instructions > 0);
    }
}

TEST_CASE("machine: a VMX guest's instructions are the guest's, also when it runs without a pause") {
    Machine machine({.longest_slice = 1'000'000});
    boot_firmware(machine);
    start_os(machine);
    write_script(machine, 0,
                 {guest::enter_vmx(), guest::load_vmcs(guest::OsVmcs::First, true), guest::run_guest(3, false)});
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    CHECK(machine.counters().tally(0, Context::OsGuest).instructions > 100);
}

TEST_CASE("machine: the registers of Intel TXT tell of no measured launch, and behind them is nothing") {
    Machine machine({});
    auto& memory = machine.memory();
    for (uint64_t const address : {0xfed20000, 0xfed30000, 0xfed3fff8}) {
        memory.write(address, 8, 1, Origin::Processor);
        CHECK(memory.read(address, 8, Origin::Processor) == 0);
    }
    CHECK(memory.read(0xfed40000, 8, Origin::Processor) == ~uint64_t{0});
}

TEST_CASE("machine: the OS reads ones where SMRAM is, writes nothing there, and that is reported") {
    Machine machine({});
    boot_firmware(machine);
    start_os(machine);
    auto const smbase = machine.layout().smbase(0);
    auto const before = machine.memory().word(smbase, 8);
    write_script(machine, 0, {guest::write_memory(smbase, 8, 0x1234), guest::read_memory(smbase, 8)});
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    auto const os = read_os(machine, 0);
    CHECK(os.state == guest::OsState::Finished);
    CHECK(os.script[1].result == ~uint64_t{0});
    CHECK(machine.memory().word(smbase, 8) == before);
    CHECK(machine.reports().reports().at("SDM vol. 3A 11.11.2.4") == 2);
}
