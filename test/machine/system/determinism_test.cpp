// SPDX-License-Identifier: Apache-2.0
#include "machine/system/bios.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace redoubt::machine;

namespace {

std::string events_of(uint64_t seed) {
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
    CHECK(machine.run(300'000) == MachineEnd::Budget);
    return events.str();
}

} // namespace

TEST_CASE("machine: the same seed gives the same events, byte for byte, and another seed others") {
    auto const first = events_of(7);
    CHECK(first.size() > 1000);
    CHECK(first == events_of(7));
    CHECK(first != events_of(8));
}
