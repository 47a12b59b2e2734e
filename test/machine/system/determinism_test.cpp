// SPDX-License-Identifier: Apache-2.0
#include "machine/system/bios.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace redoubt::machine;

namespace {

// budgets: of the runs, one after the other.
std::string events_of(uint64_t seed, std::vector<uint64_t> const& budgets = {300'000},
                      Machine::StopBefore const& stop = {}) {
    std::ostringstream events;
    Machine machine({.layout = {.processors = 3}, .seed = seed, .events = &events});
    boot_firmware(machine);
    start_os(machine);
    for (unsigned number = 0; number < 3; ++number) {
        auto os = read_os(machine, number);
        guest::write_script(os,
                            {guest::enter_vmx(), guest::load_vmcs(guest::OsVmcs::First, true),
                             guest::run_guest(3, false), guest::raise_smi(1), guest::leave_vmx()},
                            0, 0);
        write_os(machine, number, os);
    }
    for (auto const budget : budgets) {
        auto const end = machine.now() + budget;
        while (machine.now() < end)
            REQUIRE(machine.run(end - machine.now(), stop) != MachineEnd::Idle);
    }
    return events.str();
}

} // namespace

TEST_CASE("machine: the same seed gives the same events, byte for byte, and another seed others") {
    auto const first = events_of(7);
    CHECK(first.size() > 1000);
    CHECK(first == events_of(7));
    CHECK(first != events_of(8));
}

TEST_CASE("machine: a run in parts, or one that is watched and stopped, is the same run") {
    auto const whole = events_of(7);
    CHECK(whole == events_of(7, {1, 13, 99'986, 77, 199'923}));
    uint64_t asked = 0;
    CHECK(whole == events_of(7, {100'000, 200'000}, [&](unsigned, uint64_t) { return ++asked % 1009 == 0; }));
    CHECK(asked > 300'000);
}
