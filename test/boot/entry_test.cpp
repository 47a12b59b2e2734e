// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "monitor/boot/processor.h"
#include "test/boot/bare_machine.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/core.h>
#include <iterator>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
using stm::boot::Processor;
namespace area = stm::boot::area;

namespace {

// A value for each register and processor, so that none can be taken for another.
std::array<std::uint64_t, 16> registers_of(unsigned processor, std::uint32_t function) {
    std::array<std::uint64_t, 16> values{};
    for (unsigned i = 0; i < values.size(); ++i)
        values[i] = 0x1111000000000000 * (processor % 8 + 1) + 0x100 * i + processor;
    values[0] = 0xdeadbeef00000000 | function;
    return values;
}

// Neither in order nor without gaps.
std::uint32_t id_of(unsigned processor) {
    return 0xf0 - 6 * processor;
}

std::uint64_t area_of(BareMachine const& machine, unsigned index) {
    return machine.address_of("stm_areas") + index * stm::boot::kAreaSize;
}

// RAX, RCX, RDX, RBX, RBP, RSI, RDI, R8 to R15, as stm::arch::Registers has them: no RSP.
constexpr std::array<unsigned, 15> saved_order{0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

void check_registers(BareMachine const& machine, std::uint64_t object, std::array<std::uint64_t, 16> expected) {
    expected[0] &= 0xffffffff; // EAX is the function; nothing else of RAX is an argument
    for (unsigned i = 0; i < saved_order.size(); ++i) {
        CAPTURE(saved_order[i]);
        CHECK(machine.read(object + 8 * i) == expected[saved_order[i]]);
    }
}

} // namespace

TEST_CASE("REQ-LIFE-10, REQ-LIFE-11: each processor that arrives gets an area of its own, and reaches the monitor with "
          "its EAX") {
    for (bool const topology : {true, false}) {
        BareMachine machine(the_image(), 0x7f800000);
        machine.topology = topology;
        for (unsigned i = 0; i < stm::boot::kProcessors; ++i) {
            CAPTURE(i);
            auto const function = i == 0 ? 0x10007u : i == 1 ? 0xffffffffu : 0x10001u;
            machine.apic_id = id_of(i);
            REQUIRE(machine.arrive(registers_of(i, function)));
            auto const object = area_of(machine, i) + area::kProcessor * stm::boot::kPageSize;
            check_registers(machine, object, registers_of(i, function));
            CHECK(machine.read(object + offsetof(Processor, index)) == i);
            CHECK(machine.read(object + offsetof(Processor, address)) == object);
            CHECK(machine.read(object + offsetof(Processor, mseg)) == machine.base());
            CHECK(machine.read(object + offsetof(Processor, vm_exit)) == machine.address_of("stm_vm_exit"));
            CHECK(machine.read(object + offsetof(Processor, caller_efer)) == 0x501);
            CHECK(machine.read(object + offsetof(Processor, common)) == machine.address_of("stm_common"));
            CHECK(machine.read(object + offsetof(Processor, window)) == 0x7fe00000); // three regions of 2 MiB above
            // The arguments of monitor_main
            CHECK(machine.general(7) == object);
            CHECK(machine.general(6) == area_of(machine, i) + area::kWindow * stm::boot::kPageSize);
            CHECK(machine.general(2) == machine.address_of("stm_shared"));
            CHECK(machine.general(1) == machine.address_of("stm_common"));
            CHECK((machine.general(8) & 0xffffffff) == function);
            CHECK(machine.general(4) == object - 8);
            CHECK(machine.read(machine.address_of("stm_entry_taken"), 4) == 0);
        }
    }
}

TEST_CASE("REQ-VMCS-03: a processor that comes again gets the area that it had") {
    BareMachine machine(the_image(), 0x7f800000);
    for (unsigned const i : {0u, 1u, 2u, 1u, 0u, 2u}) {
        CAPTURE(i);
        machine.apic_id = id_of(i);
        REQUIRE(machine.arrive(registers_of(i, 0x10001)));
        CHECK(machine.general(7) == area_of(machine, i) + area::kProcessor * stm::boot::kPageSize);
    }
}

TEST_CASE("REQ-ROB-07: APIC ids that differ in upper bits alone are those of different processors (W-25)") {
    BareMachine machine(the_image(), 0x7f800000);
    constexpr std::uint32_t ids[]{3, 0x103, 0x10003, 0x80000003, 0xffffffff, 0xff};
    for (unsigned round = 0; round < 2; ++round)
        for (unsigned i = 0; i < std::size(ids); ++i) {
            CAPTURE(ids[i]);
            machine.apic_id = ids[i];
            REQUIRE(machine.arrive(registers_of(i, 0x10001)));
            CHECK(machine.general(7) == area_of(machine, i) + area::kProcessor * stm::boot::kPageSize);
        }
}

TEST_CASE("REQ-LIFE-11: a processor too many halts, and has changed nothing that another one uses") {
    BareMachine machine(the_image(), 0x7f800000);
    for (unsigned i = 0; i < stm::boot::kProcessors; ++i) {
        machine.apic_id = id_of(i);
        REQUIRE(machine.arrive(registers_of(i, 0x10001)));
    }
    auto before = machine.memory();
    machine.apic_id = 3;
    machine.activate(registers_of(3, 0x10001));
    REQUIRE(machine.run());
    CHECK(machine.log.back() == "hlt");
    CHECK(machine.processor().rip == machine.address_of("stm_turned_away") + 1);
    CHECK(machine.read(machine.address_of("stm_entry_taken"), 4) == 0);
    // Where a processor puts its registers while it holds the entry is nobody's afterwards.
    for (auto const* const place : {"stm_caller_rax", "stm_caller_rcx", "stm_caller_rdx", "stm_caller_rbx"})
        for (unsigned byte = 0; byte < 8; ++byte)
            before[machine.address_of(place) - machine.base() + byte] =
                machine.memory()[machine.address_of(place) - machine.base() + byte];
    CHECK(machine.memory() == before);
}

TEST_CASE("boot: while one processor looks for its area, another one waits") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.apic_id = 0;
    machine.write(machine.address_of("stm_entry_taken"), 1, 4);
    machine.activate(registers_of(0, 0x10007));
    for (unsigned i = 0; i < 100; ++i)
        REQUIRE(machine.step());
    CHECK(std::ranges::all_of(machine.log, [](std::string const& line) { return line == "pause"; }));
    CHECK(machine.log.size() > 10);
    machine.write(machine.address_of("stm_entry_taken"), 0, 4);
    REQUIRE(machine.run(machine.address_of(redoubt::test::kMonitorMain)));
    check_registers(machine, area_of(machine, 0) + area::kProcessor * stm::boot::kPageSize, registers_of(0, 0x10007));
}

TEST_CASE("boot: a processor touches no area but its own") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.apic_id = 0;
    REQUIRE(machine.arrive(registers_of(0, 0x10007)));
    auto const first = static_cast<std::ptrdiff_t>(area_of(machine, 0) - machine.base());
    auto const untouched = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        return std::all_of(machine.memory().begin() + from, machine.memory().begin() + to,
                           [](std::byte byte) { return byte == std::byte{0xa5}; });
    };
    CHECK(untouched(first + static_cast<std::ptrdiff_t>(stm::boot::kAreaSize), BareMachine::size));
    CHECK(untouched(first, first + 0x1000));          // its guard page
    CHECK(untouched(first + 0x5000, first + 0x7000)); // the other one, and the stack for faults
}

TEST_CASE("boot: exceptions have their gates first, execute disable is on before the tables are used, and write "
          "protection in the end") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.apic_id = 0;
    REQUIRE(machine.arrive(registers_of(0, 0x10007)));
    auto const object = area_of(machine, 0) + area::kProcessor * stm::boot::kPageSize;
    CHECK(machine.log == std::vector<std::string>{
                             "cpuid 0x0 0x" + fmt::format("{:x}", registers_of(0, 0x10007)[1] & 0xffffffff),
                             "cpuid 0xb 0x0", fmt::format("lgdt {:#x} 0x27", object + stm::boot::kGdtOffset),
                             "ltr 0x18", fmt::format("lidt {:#x} 0x1ff", object + stm::boot::kIdtOffset),
                             "wrmsr 0xc0000080 0xd01", // NXE, and the rest as it was
                             "mov 0x4 0x2060",         // CR4: PAE, MCE, VMXE
                             fmt::format("mov 0x3 {:#x}", area_of(machine, 0) + area::kTables * stm::boot::kPageSize),
                             "mov 0x0 0x80010033"}); // CR0 as activated, and WP
}

TEST_CASE("boot: a serial port that never drains does not keep a processor from going on") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.serial_ready = false;
    REQUIRE(machine.call("_ZN3stm4boot12write_numberEm", {0x1f}));
    CHECK(machine.serial == "000000000000001f");
}
