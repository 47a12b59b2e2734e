// SPDX-License-Identifier: Apache-2.0
#include "machine/hosted/arch.hpp"
#include "monitor/vmcs/guest_state.h"
#include "monitor/vmcs/switch.h"
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::arch::Next;
using Saved = stm::arch::Registers;
using stm::vmcs::Switch;
namespace entry_control = stm::abi::entry_control;

namespace {

constexpr Saved some{.rax = 1,
                     .rcx = 2,
                     .rdx = 3,
                     .rbx = 4,
                     .rbp = 5,
                     .rsi = 6,
                     .rdi = 7,
                     .r8 = 8,
                     .r9 = 9,
                     .r10 = 10,
                     .r11 = 11,
                     .r12 = 12,
                     .r13 = 13,
                     .r14 = 14,
                     .r15 = 15};

bool equal(Saved const& a, Saved const& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

// The monitor as it is after it was activated and has made its VMCSs: the model's processor runs its instructions.
struct Monitor : Rig {
    static constexpr uint64_t os_vmcs = 0x300000;
    static constexpr uint64_t handler_vmcs = 0x301000;

    Monitor() {
        for (auto const region : {os_vmcs, handler_vmcs})
            memory.set_word(region, 4, revision);
        enter_vmx_root();
        activate();
        REQUIRE(stm::vmcs::read_guest_state(caller));
        REQUIRE(contexts.create(os_vmcs, handler_vmcs));

        vmx.vmptrld(handler_vmcs);
        fill_guest_and_host();
        set(Field::HostRip, 0x201000);
        set_bits(Field::EntryControls, entry_control::kEntryToSmm);
        set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingBySmi);
        vmx.vmptrld(os_vmcs);
        fill_guest_and_host();
        set(Field::HostRip, 0x201000);
        set(Field::ExecutiveVmcsPointer, vmxon_region);
        REQUIRE(stm::vmcs::write_guest_state(caller));
        set(Field::GuestInterruptibility, 0);
    }

    Transition enter() { return contexts.entry() == Next::Launch ? vmx.vmlaunch() : vmx.vmresume(); }
    void go_on() { REQUIRE(enter() == Transition::Entered); }

    Bound bound{vmx, state};
    stm::vmcs::GuestState caller = {};
    Switch contexts = {};
};

} // namespace

TEST_CASE("vmcs: REQ-VMCS-01: an SMI goes to the handler's VMCS, its end to the interrupted one, time after time") {
    Monitor rig;
    rig.go_on();
    CHECK(rig.state.rip == 0x8000);
    for (unsigned i = 0; i < 5; ++i) {
        rig.state.rip = 0x9000 + i;
        rig.vmx.smi(false);
        CHECK(rig.vmx.current_pointer() == Monitor::os_vmcs);
        rig.contexts.exited();
        auto registers = some;
        REQUIRE(rig.contexts.interrupt(registers));
        CHECK(rig.vmx.current_pointer() == Monitor::handler_vmcs);
        CHECK(equal(registers, Saved{}));
        rig.go_on();
        CHECK(rig.state.in_smm);
        rig.vmx.exit({.reason = stm::abi::ExitReason::Rsm});
        rig.contexts.exited();
        registers.rbx = 0xdead;
        REQUIRE(rig.contexts.resume(registers));
        CHECK(equal(registers, some));
        rig.go_on();
        CHECK_FALSE(rig.state.in_smm);
        CHECK(rig.state.rip == 0x9000 + i);
    }
    CHECK(rig.reports.all.empty());
}

TEST_CASE("vmcs: REQ-VMCS-04: the entry instruction is the one that the launch state wants") {
    Monitor rig;
    CHECK(rig.contexts.entry() == Next::Launch);
    rig.go_on();
    rig.vmx.smi(false);
    rig.contexts.exited();
    CHECK(rig.contexts.entry() == Next::Resume);
    auto registers = some;
    REQUIRE(rig.contexts.interrupt(registers));
    CHECK(rig.contexts.entry() == Next::Launch);
    rig.go_on();
    rig.vmx.exit({.reason = stm::abi::ExitReason::Cpuid, .instruction_length = 2});
    rig.contexts.exited();
    CHECK(rig.contexts.entry() == Next::Resume);
    rig.go_on();
}

TEST_CASE("vmcs: REQ-VMCS-01: a VMCS that cannot be loaded leaves the one that runs, and all registers") {
    Monitor rig;
    rig.go_on();
    rig.vmx.smi(false);
    rig.contexts.exited();
    rig.memory.set_word(Monitor::handler_vmcs, 4, 0); // the handler's region is spoiled
    auto registers = some;
    CHECK_FALSE(rig.contexts.interrupt(registers));
    CHECK(equal(registers, some));
    CHECK(rig.contexts.os_runs());
    CHECK(rig.vmx.current_pointer() == Monitor::os_vmcs);
    rig.go_on();
    CHECK_FALSE(rig.state.in_smm);
}

TEST_CASE("vmcs: REQ-VMCS-04: regions that the processor refuses are told of") {
    Monitor rig;
    Switch other = {};
    CHECK_FALSE(other.create(uint64_t{1} << 40, Monitor::handler_vmcs));
    CHECK_FALSE(other.create(Monitor::os_vmcs, uint64_t{1} << 40));
    CHECK_FALSE(other.create(Rig::vmxon_region, Monitor::handler_vmcs));
}
