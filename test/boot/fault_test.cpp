// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "monitor/boot/processor.h"
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <set>

using redoubt::test::BareMachine;
using redoubt::test::the_image;

namespace {

// Vectors that push an error code (SDM vol. 3A table 6-1).
std::set<unsigned> const with_code{8, 10, 11, 12, 13, 14, 17, 21};

// A processor after its start, as it is when an exception has been delivered through its IDT (SDM vol. 3A 6.14).
void deliver(BareMachine& machine, unsigned vector, std::uint64_t code, std::uint64_t rip, std::uint64_t rsp) {
    auto& cpu = machine.processor();
    auto const gate = cpu.idtr.base + 16 * vector;
    auto const tss =
        cpu.gdtr.base - stm::boot::kGdtOffset + stm::boot::kTssOffset; // the objects are neighbours (processor.h)
    auto top = machine.read(tss + 0x24);
    for (std::uint64_t const value : {std::uint64_t{16}, rsp, std::uint64_t{0x10002}, std::uint64_t{8}, rip})
        machine.write(top -= 8, value);
    if (with_code.contains(vector)) machine.write(top -= 8, code);
    cpu.set_general(4, top);
    auto const low = machine.read(gate);
    cpu.rip = (low & 0xffff) | (low >> 48) << 16 | machine.read(gate + 8) << 32;
    cpu.flags.load(2);
}

struct Started : BareMachine {
    Started() : BareMachine(the_image(), 0x7f800000) {
        apic_id = 0;
        REQUIRE(arrive({0x10007}));
        serial.clear();
        log.clear();
    }
};

} // namespace

TEST_CASE("REQ-ROB-05: an exception in the monitor is reported with what led to it, and resets the machine") {
    for (unsigned vector = 0; vector < 32; ++vector) {
        CAPTURE(vector);
        Started machine;
        machine.processor().cr2 = 0x123456789abcdef0;
        deliver(machine, vector, 0x1f, 0x7f801234, 0x7f80e000);
        REQUIRE(machine.run());
        CHECK(machine.serial == fmt::format("Redoubt: fault {:016x} error {:016x} rip 000000007f801234 "
                                            "rsp 000000007f80e000 cr2 123456789abcdef0\r\n",
                                            vector, with_code.contains(vector) ? 0x1f : 0));
        REQUIRE(machine.log.size() >= 2);
        CHECK(machine.log[machine.log.size() - 2] == "out 0x8 0xcf9 0xe");
        CHECK(machine.log.back() == "hlt");
    }
}

TEST_CASE("REQ-ROB-05: a fault while one is reported only halts") {
    Started machine;
    deliver(machine, 13, 0, 0x7f801234, 0x7f80e000);
    REQUIRE(machine.run());
    machine.serial.clear();
    machine.log.clear();
    deliver(machine, 14, 2, 0x7f801235, 0x7f80e000);
    REQUIRE(machine.run());
    CHECK(machine.serial.empty());
    CHECK(machine.log == std::vector<std::string>{"hlt"});
}

TEST_CASE("boot: a stack that grows too far meets a page that is not mapped") {
    Started machine;
    auto const guard = machine.address_of("stm_areas");
    machine.processor().set_general(4, guard + 0x1000);
    machine.processor().rip = machine.address_of("stm_vm_exit"); // pushes
    CHECK_FALSE(machine.run());
    CHECK(machine.fault.vector == redoubt::machine::Vector::PageFault);
    CHECK(machine.fault.address == guard + 0xff8);
}
