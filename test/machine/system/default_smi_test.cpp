// SPDX-License-Identifier: Apache-2.0
#include "test/machine/system/os_run.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::machine;

namespace {

// Firmware, no monitor, and the OS stand-in with one script for all processors.
struct Booted : redoubt::test::OsRun {
    Booted(unsigned processors, guest::Script const& script, uint64_t rounds) : OsRun(processors) {
        start_os(machine);
        for (unsigned number = 0; number < processors; ++number)
            write_script(number, script, 0, rounds);
    }
};

} // namespace

TEST_CASE("machine: an SMI by the default treatment comes to the handler on every processor, and no register is lost") {
    constexpr unsigned processors = 4;
    constexpr uint64_t rounds = 25;
    Booted booted{processors, {guest::compute(50), guest::raise_smi(0x10)}, rounds};
    booted.run();
    booted.check_good();
    auto const& events = booted.machine.recorder().events();
    auto const raised = static_cast<uint64_t>(
        std::ranges::count_if(events, [](TraceEvent const& event) { return event.kind == EventKind::SmiRaised; }));
    CHECK(raised > rounds);
    CHECK(raised <= rounds * processors);
    for (unsigned number = 0; number < processors; ++number) {
        CAPTURE(number);
        auto const os = read_os(booted.machine, number);
        CHECK(os.smis == rounds);
        auto const handler = read_handler(booted.machine, number);
        // All processors get each SMI that the chipset raises, but one that is raised while another is pending.
        CHECK(handler.smis > raised / 2);
        CHECK(handler.smis <= raised);
    }
}

TEST_CASE("machine: SMIs hit processors in VMX root operation and their guests alike, by the default treatment") {
    guest::Script const script{guest::enter_vmx(),
                               guest::load_vmcs(guest::OsVmcs::First, true),
                               guest::run_guest(5, true, 0x10),
                               guest::run_guest(5, true),
                               guest::raise_smi(0x11),
                               guest::leave_vmx()};
    Booted booted{2, script, 10};
    booted.run();
    booted.check_good();
    for (unsigned number = 0; number < 2; ++number) {
        auto const os = read_os(booted.machine, number);
        CHECK(os.exits > 0);
        CHECK(read_handler(booted.machine, number).smis > 10);
    }
    CHECK(booted.machine.counters().tally(Context::OsGuest).instructions > 0);
    CHECK(booted.machine.counters().tally(Context::SmmDefault).instructions > 0);
    CHECK(booted.machine.counters().tally(Context::Monitor).instructions == 0);
}
