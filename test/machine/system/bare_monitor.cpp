// SPDX-License-Identifier: Apache-2.0
#include "test/machine/system/bare_monitor.hpp"

#include "machine/guests/images.hpp"
#include "spec/abi/mseg.h"
#include "spec/abi/vmx_control.h"

#include <cstddef>
#include <doctest/doctest.h>

namespace redoubt::machine::test {

using stm::abi::MsegHeader;
namespace entry_control = stm::abi::entry_control;
namespace exit_control = stm::abi::exit_control;

namespace {

constexpr uint64_t tables = 0x3000; // from MSEG base
constexpr uint64_t stack = 0x8000;
constexpr uint64_t vmlaunch = 0xc2010f;
constexpr uint64_t vmresume = 0xc3010f;
constexpr unsigned instruction = 3; // bytes of each, and of VMCALL

} // namespace

BareMonitor::BareMonitor(guest::Script const& script) {
    boot_firmware(machine);
    load();
    start_os(machine);
    guest::Script whole{guest::enter_vmx(), guest::call(stm::abi::Function::InitializeProtection)};
    whole.insert(whole.end(), script.begin(), script.end());
    auto os = read_os(machine, 0);
    guest::write_script(os, whole, 0, 1);
    write_os(machine, 0, os);
    activate();
}

void BareMonitor::load() {
    auto& memory = machine.memory();
    auto const put = [&](std::size_t offset, uint64_t value) { memory.set_word(mseg_ + offset, 4, value); };
    put(offsetof(MsegHeader, revision), Machine::mseg_revision);
    put(offsetof(MsegHeader, monitor_features), MsegHeader::kIa32e);
    put(offsetof(MsegHeader, cs_selector), guest::OsHeader::kCs);
    put(offsetof(MsegHeader, eip_offset), entry);
    put(offsetof(MsegHeader, esp_offset), stack);
    put(offsetof(MsegHeader, cr3_offset), tables);
    put(entry, vmlaunch);
    put(on_exit, vmresume);
    processor.state().msrs.smm_monitor_ctl = mseg_ | stm::abi::smm_monitor_ctl::kValid;
}

// The monitor uses the OS's translation, and its VMCS is the one that was current: what it has to add is where SMM VM exits
// arrive, and that all of the state comes back.
void BareMonitor::activate() {
    machine.memory().set_word(mseg_ + tables, 8, machine.memory().word(guest::os_header().cr3, 8));
    run_to(mseg_ + entry);
    set(Field::HostRip, mseg_ + on_exit);
    set(Field::HostRsp, mseg_ + stack);
    set(Field::GuestRip, get(Field::GuestRip) + instruction);
    set(Field::ExitControls, get(Field::ExitControls) | exit_control::kSaveDebugControls | exit_control::kSavePat |
                                 exit_control::kSaveEfer | exit_control::kSavePreemptionTimer);
    set(Field::EntryControls, get(Field::EntryControls) | entry_control::kLoadDebugControls | entry_control::kLoadPat |
                                  entry_control::kLoadEfer);
    set(Field::GuestDr7, 0x400);
    set(Field::GuestDebugctl, 0);
    set(Field::GuestPat, state().msrs.pat);
    set(Field::GuestEfer, state().msrs.efer);
    return_to_os();
    REQUIRE(watch().calls() == 1);
}

void BareMonitor::set(Field field, uint64_t value) {
    processor.vmx().vmwrite(static_cast<uint32_t>(field), value);
    REQUIRE((state().flags.image() & rflags::status) == 0);
}

uint64_t BareMonitor::get(Field field) {
    auto const value = processor.vmx().vmread(static_cast<uint32_t>(field));
    REQUIRE(value.has_value());
    return *value;
}

void BareMonitor::run_to(uint64_t rip) {
    REQUIRE(machine.run(2'000'000, [&](unsigned, uint64_t at) { return at == rip; }) == MachineEnd::Stopped);
}

void BareMonitor::run_to_monitor() {
    run_to(mseg_ + on_exit);
    REQUIRE(state().in_smm);
}

void BareMonitor::interrupt() {
    processor.request_smi();
    run_to_monitor();
}

void BareMonitor::return_to_os() {
    REQUIRE(machine.step(0) == MachineEnd::Budget);
    REQUIRE_FALSE(state().in_smm);
}

std::vector<std::string> BareMonitor::reports() const {
    std::vector<std::string> texts;
    for (auto const& event : machine.recorder().events())
        if (event.kind == EventKind::Violation) texts.push_back(event.text);
    return texts;
}

} // namespace redoubt::machine::test
