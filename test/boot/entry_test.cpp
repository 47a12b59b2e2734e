// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "monitor/boot/processor.h"
#include "test/boot/bare_machine.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/core.h>

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
    BareMachine machine(the_image(), 0x7f800000);
    for (unsigned i = 0; i < stm::boot::kProcessors; ++i) {
        CAPTURE(i);
        auto const function = i == 0 ? 0x10007u : i == 1 ? 0xffffffffu : 0x10001u;
        machine.serial.clear();
        machine.activate(registers_of(i, function));
        REQUIRE(machine.run());
        auto const object = area_of(machine, i) + area::kProcessor * stm::boot::kPageSize;
        check_registers(machine, object, registers_of(i, function));
        CHECK(machine.read(object + offsetof(Processor, index)) == i);
        CHECK(machine.read(object + offsetof(Processor, address)) == object);
        CHECK(machine.read(object + offsetof(Processor, mseg)) == machine.base());
        CHECK(machine.read(object + offsetof(Processor, vm_exit)) == machine.address_of("stm_vm_exit"));
        CHECK(machine.read(object + offsetof(Processor, caller_efer)) == 0x501);
        CHECK(machine.serial == fmt::format("Redoubt: processor {:016x} function {:016x}\r\n", i, function));
        CHECK(machine.log.back() == "hlt");
    }
}

TEST_CASE("REQ-LIFE-11: a processor too many halts, and has changed nothing but the count") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.write(machine.address_of("stm_processors_entered"), stm::boot::kProcessors, 4);
    // The place of the first area is the same for everyone; it may be stored again.
    machine.write(machine.address_of("stm_first_registers_end"),
                  area_of(machine, 0) + area::kProcessor * stm::boot::kPageSize + 0x78);
    auto const before = machine.memory();
    machine.activate(registers_of(3, 0x10001));
    REQUIRE(machine.run());
    CHECK(machine.log == std::vector<std::string>{"hlt"});
    CHECK(machine.processor().rip == machine.address_of("stm_turned_away") + 1);
    CHECK(machine.read(machine.address_of("stm_processors_entered"), 4) == stm::boot::kProcessors + 1);
    machine.write(machine.address_of("stm_processors_entered"), stm::boot::kProcessors, 4);
    CHECK(machine.memory() == before);
}

TEST_CASE("boot: a processor touches no area but its own") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.activate(registers_of(0, 0x10007));
    REQUIRE(machine.run());
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
    machine.activate(registers_of(0, 0x10007));
    REQUIRE(machine.run());
    auto const tables = area_of(machine, 0) + area::kTables * stm::boot::kPageSize;
    REQUIRE(machine.log.size() >= 7);
    CHECK(machine.log[3] == "wrmsr 0xc0000080 0xd01"); // NXE, and the rest as it was
    CHECK(machine.log[4] == "mov 0x4 0x2060");         // CR4: PAE, MCE, VMXE
    CHECK(machine.log[5] == fmt::format("mov 0x3 {:#x}", tables));
    CHECK(machine.log[6] == "mov 0x0 0x80010033"); // CR0 as activated, and WP
}

TEST_CASE("boot: a serial port that never drains does not keep a processor from going on") {
    BareMachine machine(the_image(), 0x7f800000);
    machine.serial_ready = false;
    machine.activate(registers_of(0, 0x10007));
    REQUIRE(machine.run());
    CHECK(machine.log.back() == "hlt");
}
