// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "monitor/boot/processor.h"
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
namespace area = stm::boot::area;

namespace {

// A processor of index 1 after its start.
struct Started {
    BareMachine machine{the_image(), 0x7f9fe000};
    std::uint64_t area;

    Started() : area(machine.address_of("stm_areas") + stm::boot::kAreaSize) {
        for (auto const processor : {0u, 1u}) {
            machine.apic_id = processor;
            REQUIRE(machine.arrive({0x10007u}));
        }
    }
};

} // namespace

TEST_CASE("boot: the segments that a processor has stay valid in its own GDT") {
    Started const started;
    auto const& cpu = started.machine.processor();
    CHECK(cpu.gdtr.limit == 39);
    CHECK(started.machine.read(cpu.gdtr.base) == 0);
    for (std::uint64_t const selector : {8u, 16u}) // as in the header's table
        CHECK(started.machine.read(cpu.gdtr.base + selector) ==
              started.machine.read(started.machine.base() + started.machine.read(started.machine.base() + 12, 4) +
                                   selector));
}

TEST_CASE("boot: the TSS is in use and gives faults a stack of their own") {
    Started const started;
    auto const& machine = started.machine;
    auto const gdt = machine.processor().gdtr.base;
    auto const low = machine.read(gdt + 0x18);
    auto const tss = (low >> 16 & 0xffffff) | (low >> 56) << 24 | machine.read(gdt + 0x20) << 32;
    CHECK(tss == started.area + 0x4000 + offsetof(stm::boot::Processor, tss));
    CHECK((low & 0xffff) == 103);
    CHECK((low >> 40 & 0xff) == 0x8b); // present, ring 0, busy 64-bit TSS
    CHECK((low >> 48 & 0xff) == 0);
    CHECK(machine.read(tss + 0x24) == started.area + 0x7000); // IST1
    for (auto const other : {0x04, 0x0c, 0x14, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54})
        CHECK(machine.read(tss + static_cast<unsigned>(other)) == 0);
    CHECK(machine.read(tss + 0x66, 2) == 104); // no I/O map
}

TEST_CASE("REQ-ROB-05: every exception has a gate to code of its own, on the stack for faults") {
    Started const started;
    auto const& machine = started.machine;
    auto const idt = machine.processor().idtr;
    CHECK(idt.limit == 32 * 16 - 1);
    for (std::uint64_t vector = 0; vector < 32; ++vector) {
        CAPTURE(vector);
        auto const low = machine.read(idt.base + 16 * vector);
        auto const offset = (low & 0xffff) | (low >> 48) << 16 | machine.read(idt.base + 16 * vector + 8) << 32;
        CHECK(offset == machine.address_of("stm_fault_entries") + 16 * vector);
        CHECK((low >> 16 & 0xffff) == 8);
        CHECK((low >> 32 & 0xff) == 1);    // IST1
        CHECK((low >> 40 & 0xff) == 0x8e); // present, ring 0, interrupt gate
    }
}
