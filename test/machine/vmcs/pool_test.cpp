// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/pool.hpp"
#include "test/machine/vmcs/reports.hpp"

#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::machine::test::Reports;
using Field = stm::abi::VmcsField;

namespace {

constexpr uint64_t region = 0x4000;
constexpr uint64_t copy = 0x5000;
constexpr uint64_t revision = 0x1234;

struct Bench {
    Bench() {
        memory.add_ram({.base = 0, .size = 0x10000});
        for (auto const address : {region, copy})
            memory.set_word(address, 4, revision);
    }

    // As software copies it: all but what it has to read elsewhere.
    void copy_region() { std::memcpy(memory.ram(copy), memory.ram(region), kPageSize); }
    // VMCLEAR and VMPTRLD, as a new VMCS begins.
    Vmcs& begin(unsigned cpu, uint64_t address) {
        pool.clear(cpu, address);
        return *pool.load(cpu, address);
    }

    Reports reports = {};
    PhysicalMemory memory{reports};
    VmcsPool pool{memory, Layout{11}, reports};
};

} // namespace

TEST_CASE("machine: a VMCS is active from VMPTRLD to VMCLEAR") {
    Bench bench;
    CHECK(bench.pool.find(region) == nullptr);
    auto& vmcs = bench.begin(0, region);
    CHECK(vmcs.address() == region);
    CHECK(bench.pool.find(region) == &vmcs);
    bench.begin(0, copy);
    CHECK(bench.pool.find(region) == &vmcs); // still, with another current
    bench.pool.clear(0, region);
    CHECK(bench.pool.find(region) == nullptr);
    CHECK(bench.reports.entries.empty());
}

TEST_CASE("machine: loading a VMCS again on the same processor gives the same data") {
    Bench bench;
    auto& vmcs = bench.begin(1, region);
    vmcs.set(Field::GuestRip, 0x77);
    vmcs.set_launch_state(LaunchState::Launched);
    auto& again = *bench.pool.load(1, region);
    CHECK(&again == &vmcs);
    CHECK(again.get(Field::GuestRip) == 0x77);
    CHECK(again.launch_state() == LaunchState::Launched);
    CHECK(bench.reports.entries.empty());
}

TEST_CASE("machine: a VMCS that is active on two processors is reported, and has one set of data") {
    Bench bench;
    bench.begin(0, region).set(Field::GuestRip, 0x77);
    CHECK(bench.pool.load(2, region)->get(Field::GuestRip) == 0x77);
    REQUIRE(bench.reports.entries.size() == 1);
    CHECK(bench.reports.entries[0].rule == "SDM vol. 3C 24.11.1");
    (void)bench.pool.load(2, region); // it is the second one's now
    CHECK(bench.reports.entries.size() == 1);
    (void)bench.pool.load(0, region);
    CHECK(bench.reports.entries.size() == 2);
    bench.pool.clear(1, region); // nobody's that has it
    CHECK(bench.reports.entries.size() == 3);
}

TEST_CASE(
    "machine: a VMCS that another processor clears stays what it was for who has it, and is nothing of the pool's") {
    Bench bench;
    (void)bench.begin(0, region);
    auto const held = bench.pool.load(0, region);
    held->set(Field::GuestRip, 0x77);
    held->set_launch_state(LaunchState::Launched);
    bench.pool.clear(1, region);
    CHECK(bench.reports.entries.size() == 1);
    CHECK(bench.pool.find(region) == nullptr);
    CHECK(held->get(Field::GuestRip) == 0x77);
    CHECK(held->launch_state() == LaunchState::Launched);
    held->set(Field::GuestRip, 0x88);
    CHECK(bench.pool.load(1, region)->get(Field::GuestRip) == 0x77);
}

TEST_CASE("machine: a VMCS may move to another processor after VMCLEAR") {
    Bench bench;
    bench.begin(0, region).set(Field::GuestRip, 0x77);
    bench.pool.clear(0, region);
    CHECK(bench.pool.load(1, region)->get(Field::GuestRip) == 0x77);
    CHECK(bench.reports.entries.empty());
}

TEST_CASE("machine: VMCLEAR initialises a region, and its fields stay undefined") {
    Bench bench;
    CHECK_FALSE(bench.pool.load(0, region)->initialised());
    auto const& vmcs = bench.begin(0, copy);
    CHECK(vmcs.initialised());
    CHECK(vmcs.launch_state() == LaunchState::Clear);
    for (auto const field : kFields)
        CHECK(vmcs.get(field) == Vmcs::poison(field));
}

TEST_CASE("machine: VMCLEAR makes the launch state clear, and keeps the data") {
    Bench bench;
    auto& vmcs = bench.begin(0, region);
    vmcs.set(Field::HostRsp, 0x1122'3344'5566'7788);
    vmcs.set_launch_state(LaunchState::Launched);
    auto const& again = bench.begin(0, region);
    CHECK(again.launch_state() == LaunchState::Clear);
    CHECK(again.get(Field::HostRsp) == 0x1122'3344'5566'7788);
    bench.pool.clear(0, region);
    bench.pool.clear(0, region); // once more, when it is not active
    CHECK(bench.pool.load(0, region)->get(Field::HostRsp) == 0x1122'3344'5566'7788);
}

TEST_CASE("machine: a copy of a region has the data after VMCLEAR") {
    Bench bench;
    bench.begin(0, region).set(Field::GuestCr3, 0xabc000);
    bench.pool.clear(0, region);
    bench.copy_region();
    auto const& copied = *bench.pool.load(1, copy);
    CHECK(copied.initialised());
    CHECK(copied.address() == copy);
    CHECK(copied.get(Field::GuestCr3) == 0xabc000);
}

TEST_CASE("machine: a copy of a region has stale data without VMCLEAR") {
    Bench bench;
    bench.begin(0, region).set(Field::GuestCr3, 0xabc000);
    bench.pool.clear(0, region);
    bench.pool.load(0, region)->set(Field::GuestCr3, 0xdef000);
    bench.copy_region();
    CHECK(bench.pool.load(1, copy)->get(Field::GuestCr3) == 0xabc000);
    CHECK(bench.pool.find(region)->get(Field::GuestCr3) == 0xdef000);
}

TEST_CASE("machine: software that reads or writes the data of an active VMCS in memory is reported") {
    Bench bench;
    bench.begin(0, region);
    for (auto const origin : {Origin::Processor, Origin::ProcessorInSmm, Origin::Dma}) {
        bench.reports.entries.clear();
        (void)bench.memory.read(region + 8, 8, origin);
        bench.memory.write(region + 0xffc, 4, 0x5a5a'5a5a, origin);
        CHECK(bench.reports.entries ==
              std::vector<Reports::Entry>{
                  {"SDM vol. 3C 24.11.1", "read of the active VMCS region at 0x4000, 8 bytes at offset 0x8"},
                  {"SDM vol. 3C 24.11.1", "write of the active VMCS region at 0x4000, 4 bytes at offset 0xffc"}});
    }
    CHECK(bench.memory.word(region + 0xffc, 4) == 0x5a5a'5a5a); // it goes to memory all the same
    bench.reports.entries.clear();
    bench.pool.clear(0, region);
    (void)bench.memory.read(region + 8, 8, Origin::Processor);
    bench.memory.write(region + 0xffc, 4, 0, Origin::Processor);
    CHECK(bench.reports.entries.empty());
}

TEST_CASE("machine: software may read the head of an active VMCS region, and write its abort indicator") {
    Bench bench;
    bench.begin(0, region);
    CHECK(bench.memory.read(region, 4, Origin::Processor) == revision);
    CHECK(bench.memory.read(region, 8, Origin::Processor) == revision);
    bench.memory.write(region + 4, 4, 0, Origin::Processor);
    CHECK(bench.reports.entries.empty());
    bench.memory.write(region, 4, revision, Origin::Processor); // the shadow-VMCS indicator is there
    CHECK(bench.reports.entries.size() == 1);
    (void)bench.memory.read(region + 4, 8, Origin::Processor);
    CHECK(bench.reports.entries.size() == 2);
}

TEST_CASE("machine: VMCLEAR where no memory is has no effect") {
    Bench bench;
    bench.pool.clear(0, 0x20000);
    CHECK(bench.pool.find(0x20000) == nullptr);
    CHECK(bench.reports.entries.empty());
}
