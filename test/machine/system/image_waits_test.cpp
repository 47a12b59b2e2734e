// SPDX-License-Identifier: Apache-2.0
#include "test/machine/system/loaded.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::test::Loaded;
using redoubt::test::patience;
using stm::abi::ActivityState;

namespace {

constexpr uint32_t nmi = 4u << 8; // delivery mode, of the interrupt command register

} // namespace

TEST_CASE("image: REQ-TIME-03: a processor that waits for SIPI, and so takes no SMI, keeps no other from its own") {
    Loaded loaded(3);
    constexpr unsigned parked = 2;
    constexpr uint64_t rounds = 10;
    loaded.machine.processor(parked).state().activity = ActivityState::WaitForSipi;
    for (unsigned number = 0; number < parked; ++number) {
        auto script = guest::start_monitor(number, parked, patience);
        script.push_back(guest::meet(parked, patience));
        auto const repeat_from = static_cast<uint32_t>(script.size());
        script.push_back(guest::raise_smi(1));
        script.push_back(guest::compute(20));
        loaded.write_script(number, script, repeat_from, rounds);
    }
    REQUIRE(loaded.machine.run(20'000'000) == MachineEnd::Idle);
    for (unsigned number = 0; number < parked; ++number) {
        CHECK(read_os(loaded.machine, number).state == guest::OsState::Finished);
        CHECK(read_handler(loaded.machine, number).smis > rounds);
    }
    CHECK(read_handler(loaded.machine, parked).smis == 0);
    CHECK(loaded.machine.reports().reports().empty());
}

TEST_CASE("image: REQ-TIME-03: a processor on which the monitor was not started keeps no other from its SMIs") {
    Loaded loaded(3);
    constexpr unsigned started = 2;
    for (unsigned number = 0; number < started; ++number) {
        auto script = guest::start_monitor(number, started, patience);
        for (auto const& operation : {guest::raise_smi(1), guest::compute(50), guest::raise_smi(1)})
            script.push_back(operation);
        loaded.write_script(number, script);
    }
    loaded.write_script(started, {guest::compute(20'000)});
    loaded.run();
    loaded.check_good();
    for (unsigned number = 0; number <= started; ++number)
        CHECK(read_handler(loaded.machine, number).smis >= 2);
    CHECK(loaded.machine.counters().tally(Context::SmmDefault).instructions > 0); // on that processor
}

TEST_CASE("image: REQ-VMCS-02: a processor that halts goes on halting behind an SMI") {
    Loaded loaded(2);
    auto first = guest::start_monitor(0, 2, patience);
    for (auto const& operation :
         {guest::meet(2, patience), guest::compute(50), guest::raise_smi(1), guest::compute(500), guest::raise_smi(1),
          guest::compute(500), guest::send_ipi(PlatformLayout::apic_id(1), nmi)})
        first.push_back(operation);
    auto second = guest::start_monitor(1, 2, patience);
    second.push_back(guest::meet(2, patience));
    second.push_back(guest::halt());
    loaded.write_script(0, first);
    loaded.write_script(1, second);
    loaded.run();
    loaded.check_good();
    CHECK(read_handler(loaded.machine, 1).smis == 2);
    CHECK(loaded.machine.watch(1).smis() == 2);
    CHECK(read_os(loaded.machine, 1).nmis == 1);
}

TEST_CASE("image: REQ-VMCS-02: the chipset's periodic SMI comes to the handler, whatever it interrupts") {
    Loaded loaded(2);
    loaded.write_after_start(
        {guest::compute(300'000), guest::load_vmcs(guest::OsVmcs::First), guest::run_guest(40, true)});
    auto& power = loaded.machine.chipset().power();
    power.set_periodic_seconds(8);
    power.write(pm::at::smi_en, 4, power.read(pm::at::smi_en, 4) | pm::periodic);
    loaded.run();
    loaded.check_good();
    CHECK(loaded.machine.counters().tally(Context::SmmDefault).instructions == 0);
    for (unsigned number = 0; number < 2; ++number)
        CHECK(read_handler(loaded.machine, number).smis >= 1);
}
