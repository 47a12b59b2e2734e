// SPDX-License-Identifier: Apache-2.0
#include "monitor/arch/vm_entry.h"
#include "monitor/boot/layout.h"
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
using stm::arch::Next;
using stm::boot::kPageSize;
namespace area = stm::boot::area;

namespace {

// RAX, RCX, RDX, RBX, RBP, RSI, RDI, R8 to R15: no RSP.
constexpr std::array<unsigned, 15> order{0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

struct Started {
    BareMachine machine{the_image(), 0x7f800000};
    std::uint64_t object;

    Started() : object(machine.address_of("stm_areas") + 0x4000) {
        machine.apic_id = 0;
        REQUIRE(machine.arrive({0x10007}));
        machine.log.clear();
    }
    void give_registers() {
        for (auto const number : order)
            machine.processor().set_general(number, value(number));
    }
    static std::uint64_t value(unsigned number) { return 0x0123456789abcd00 + number; }
};

} // namespace

TEST_CASE("REQ-VMCS-06: a VM exit saves every general register in the processor's object, and has the stack below it") {
    Started started;
    auto& machine = started.machine;
    started.give_registers();
    machine.processor().set_general(4, started.object + sizeof(stm::arch::Registers)); // the host RSP
    machine.processor().rip = machine.address_of("stm_vm_exit");
    auto const below = machine.read(started.object - 16);
    REQUIRE(machine.run(machine.address_of(redoubt::test::kMonitorExit)));
    for (unsigned i = 0; i < order.size(); ++i)
        CHECK(machine.read(started.object + 8 * i) == Started::value(order[i]));
    CHECK(machine.general(7) == started.object);                                                 // RDI
    CHECK(machine.general(6) == started.object + kPageSize * (area::kWindow - area::kProcessor)); // RSI
    CHECK(machine.general(2) == machine.address_of("stm_shared"));                                // RDX
    CHECK(machine.general(1) == machine.address_of("stm_common"));                                // RCX
    CHECK((machine.general(8) & 0xffffffff) == 0);                                               // R8D: Succeed
    CHECK(machine.general(4) == started.object - 8); // RSP: the return address, nothing else
    CHECK(machine.read(started.object - 16) == below);
}

TEST_CASE("boot: a VM entry gives the context its registers, launches or resumes, and halts when it is told to") {
    for (auto const next : {Next::Launch, Next::Resume, Next::Halt}) {
        Started started;
        auto& machine = started.machine;
        for (unsigned i = 0; i < order.size(); ++i)
            machine.write(started.object + 8 * i, Started::value(order[i]));
        machine.processor().set_general(4, started.object);
        machine.processor().set_general(0, static_cast<std::uint64_t>(next));
        machine.processor().rip = machine.address_of("stm_vm_enter");
        machine.vmx_carry = true; // it fails, so that it comes back at once
        REQUIRE(machine.run(machine.address_of("stm_entry_failed")));
        REQUIRE(machine.log.size() == 1);
        CHECK(machine.log.back() == (next == Next::Launch ? "vmlaunch" : next == Next::Resume ? "vmresume" : "hlt"));
        if (next == Next::Halt) continue;
        for (auto const number : order)
            CHECK(machine.general(number) == Started::value(number));
        CHECK(machine.general(4) == started.object + sizeof(stm::arch::Registers));
    }
}

TEST_CASE("boot: the monitor learns how a VM entry failed, and the registers are kept") {
    for (unsigned const result : {1u, 2u}) {
        Started started;
        auto& machine = started.machine;
        for (unsigned i = 0; i < order.size(); ++i)
            machine.write(started.object + 8 * i, Started::value(order[i]));
        machine.processor().set_general(4, started.object);
        machine.processor().set_general(0, static_cast<std::uint64_t>(Next::Resume));
        machine.processor().rip = machine.address_of("stm_vm_enter");
        machine.vmx_carry = result == 1;
        machine.vmx_zero = result == 2;
        REQUIRE(machine.run(machine.address_of(redoubt::test::kMonitorExit)));
        CHECK(machine.general(7) == started.object);
        CHECK((machine.general(8) & 0xffffffff) == result);
        CHECK(machine.general(4) == started.object - 8);
        for (unsigned i = 0; i < order.size(); ++i)
            CHECK(machine.read(started.object + 8 * i) == Started::value(order[i]));
    }
}
