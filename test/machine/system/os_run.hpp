// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/scripts.hpp"
#include "machine/system/bios.hpp"
#include "test/machine/system/image.hpp"

#include <doctest/doctest.h>

namespace redoubt::test {

// A machine with the OS stand-in on every processor, until all have finished their scripts.
struct OsRun {
    explicit OsRun(unsigned processors, std::uint64_t seed = 1)
        : machine({.layout = {.processors = processors}, .seed = seed}) {
        machine::boot_firmware(machine);
    }
    void write_script(unsigned processor, machine::guest::Script const& script, std::uint32_t repeat_from = 0,
                      std::uint64_t rounds = 1) {
        auto os = machine::read_os(machine, processor);
        machine::guest::write_script(os, script, repeat_from, rounds);
        machine::write_os(machine, processor, os);
    }
    [[nodiscard]] bool finished() {
        for (unsigned number = 0; number < machine.processors(); ++number)
            if (machine::read_os(machine, number).state < machine::guest::OsState::Finished) return false;
        return true;
    }
    void run() {
        for (unsigned i = 0; i < 2000 && !finished(); ++i)
            REQUIRE(machine.run(100'000) < machine::MachineEnd::Reset);
        REQUIRE(finished());
    }
    // Nobody has lost anything, and the strict machine has found nothing.
    void check_good() {
        for (unsigned number = 0; number < machine.processors(); ++number) {
            CAPTURE(number);
            auto const os = machine::read_os(machine, number);
            CHECK(os.state == machine::guest::OsState::Finished);
            CHECK(os.failure.failure == machine::guest::OsFailure::None);
        }
        for (auto const& [text, times] : machine.reports().reports())
            FAIL_CHECK(text, " (", times, ")");
        CHECK(events_of(machine, machine::EventKind::VmInstructionError).empty());
    }

    machine::Machine machine;
};

} // namespace redoubt::test
