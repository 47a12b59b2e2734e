// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
namespace entry_control = stm::abi::entry_control;
namespace interruptibility = stm::abi::interruptibility;

namespace {

// The dual-monitor treatment is active, and the monitor's VMCS lies where the executive monitor's is not.
struct Monitored : Rig {
    Monitored() {
        enter_vmx_root();
        activate();
        set_up_monitor();
        REQUIRE(vmx.vmlaunch() == Transition::Entered);
        make_current(other_region);
        fill_guest_and_host();
    }
    void return_from_smm() { REQUIRE(vmx.vmresume() == Transition::Entered); }
};

// Shares the rig's memory and VMCSs, and is in VMX root operation.
struct OtherProcessor {
    explicit OtherProcessor(Rig& rig)
        : state(rig.state), mmu(state, rig.memory, 39), vmx({.processor = 1,
                                                             .state = state,
                                                             .mmu = mmu,
                                                             .memory = rig.memory,
                                                             .capabilities = rig.capabilities,
                                                             .pool = rig.pool,
                                                             .msrs = rig.msrs,
                                                             .reporter = rig.reports}) {
        state.cr4 |= cr4::vmxe; // whatever an SMI left
        vmx.vmxon(Rig::third_region);
        REQUIRE(vmx.operation() == VmxOperation::Root);
    }
    State state;
    Mmu mmu;
    Vmx vmx;
};

} // namespace

TEST_CASE("machine: an SMI in VMX root operation comes to the monitor, and its return restores what was interrupted") {
    Monitored rig;
    auto const before = rig.state;
    rig.vmx.smi(false);
    CHECK(rig.state.in_smm);
    CHECK(rig.vmx.current_pointer() == Rig::vmcs_region);
    CHECK(rig.get(Field::ExitReason) == (6 | 1u << 29));
    CHECK(rig.get(Field::ExecutiveVmcsPointer) == Rig::vmxon_region);
    CHECK(rig.get(Field::VmcsLinkPointer) == Rig::other_region);
    CHECK(rig.state.rip == 0x201000);
    CHECK(rig.state.interruptibility == (interruptibility::kBlockingBySmi | interruptibility::kBlockingByNmi));
    rig.return_from_smm();
    CHECK_FALSE(rig.state.in_smm);
    CHECK(rig.vmx.operation() == VmxOperation::Root);
    CHECK(rig.vmx.current_pointer() == Rig::other_region);
    CHECK(rig.state.rip == before.rip);
    CHECK(rig.state.cr3 == before.cr3);
    CHECK(rig.state.interruptibility == before.interruptibility);
}

TEST_CASE("machine: an SMI in a guest comes to the monitor, and the guest goes on by its own VMCS") {
    Monitored rig;
    rig.set_bits(Field::ProcControls, stm::abi::proc_control::kHltExiting);
    rig.enter_guest();
    rig.state.rip = 0xc777;
    rig.vmx.smi(false);
    CHECK(rig.get(Field::ExitReason) == 6);
    CHECK(rig.get(Field::ExecutiveVmcsPointer) == Rig::other_region);
    CHECK(rig.get(Field::GuestRip) == 0xc777);
    CHECK_FALSE(rig.vmx.proc(stm::abi::proc_control::kHltExiting));
    rig.return_from_smm();
    CHECK(rig.vmx.operation() == VmxOperation::NonRoot);
    CHECK(rig.vmx.current_pointer() == Rig::other_region);
    CHECK(rig.vmx.proc(stm::abi::proc_control::kHltExiting));
    CHECK(rig.state.rip == 0xc777);
    // Its exits go to the executive monitor as before.
    rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK(rig.state.rip == 0xa000);
    CHECK_FALSE(rig.state.in_smm);
}

TEST_CASE("machine: an I/O SMI tells of the instruction that raised it") {
    Monitored rig;
    rig.vmx.io_smi({.qualification = 0xb20040, .instruction_length = 2, .rcx = 1, .rsi = 2, .rdi = 3, .rip = 4});
    CHECK(rig.get(Field::ExitReason) == (5 | 1u << 29));
    CHECK(rig.get(Field::ExitQualification) == 0xb20040);
    CHECK(rig.get(Field::IoRcx) == 1);
    CHECK(rig.get(Field::IoRsi) == 2);
    CHECK(rig.get(Field::IoRdi) == 3);
    CHECK(rig.get(Field::IoRip) == 4);
}

TEST_CASE("machine: a VMCALL in VMX root operation is an SMM VM exit once the monitor is there") {
    Monitored rig;
    rig.state.rip = 0x8100;
    CHECK(rig.vmx.vmcall(3) == Transition::Exited);
    CHECK(rig.get(Field::ExitReason) == (18 | 1u << 29));
    CHECK(rig.get(Field::GuestRip) == 0x8100);
    CHECK(rig.get(Field::ExitInstructionLength) == 3);
}

TEST_CASE("machine: a pending MTF VM exit is told by an SMM VM exit that came before it") {
    Monitored rig;
    rig.enter_guest();
    rig.vmx.smi(true);
    CHECK(rig.get(Field::ExitReason) == (6 | 1u << 28));
}

TEST_CASE("machine: the SMI handler runs as a guest in SMM, and leaves it by the monitor alone") {
    Monitored rig;
    rig.vmx.smi(false);
    rig.make_current(Rig::third_region);
    rig.fill_guest_and_host();
    rig.set_bits(Field::EntryControls, entry_control::kEntryToSmm);
    rig.set(Field::GuestInterruptibility, interruptibility::kBlockingBySmi);
    rig.set(Field::HostRip, 0x201000);
    rig.enter_guest();
    CHECK(rig.state.in_smm);
    CHECK(rig.vmx.current_pointer() == Rig::third_region);
    rig.vmx.exit({.reason = ExitReason::Rsm});
    CHECK(rig.state.in_smm);
    CHECK(rig.get(Field::ExitReason) == 17);
    CHECK(rig.state.rip == 0x201000);
    rig.vmx.vmptrld(Rig::vmcs_region);
    rig.return_from_smm();
    CHECK(rig.vmx.current_pointer() == Rig::other_region);
}

TEST_CASE("machine: outside SMM, VM entries and VM exits leave SMIs blocked, and the field tells nothing of it") {
    for (uint32_t const blocking : {0u, interruptibility::kBlockingBySmi}) {
        CAPTURE(blocking);
        Rig rig;
        rig.enter_vmx_root();
        rig.fill_guest_and_host();
        rig.state.interruptibility = blocking;
        rig.enter_guest();
        CHECK(rig.state.interruptibility == blocking);
        rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
        CHECK(rig.state.interruptibility == blocking);
        CHECK(rig.get(Field::GuestInterruptibility) == 0);
        CHECK(rig.vmx.vmresume() == Transition::Entered);
        CHECK(rig.state.interruptibility == blocking);
    }
}

TEST_CASE("machine: a return from SMM blocks SMIs or not as its field says") {
    for (uint32_t const blocking : {0u, interruptibility::kBlockingBySmi}) {
        CAPTURE(blocking);
        Monitored rig;
        rig.vmx.smi(false);
        rig.set(Field::GuestInterruptibility, blocking);
        rig.return_from_smm();
        CHECK(rig.state.interruptibility == blocking);
    }
}

TEST_CASE("machine: SMBASE is saved by an SMM VM exit and loaded by the return") {
    Monitored rig;
    rig.state.msrs.smbase = 0x40000;
    rig.vmx.smi(false);
    CHECK(rig.get(Field::GuestSmbase) == 0x40000);
    rig.set(Field::GuestSmbase, 0x50000);
    rig.return_from_smm();
    CHECK(rig.state.msrs.smbase == 0x50000);
}

TEST_CASE("machine: an entry that ends the dual-monitor treatment lets VMXOFF and an activation work again") {
    Monitored rig;
    CHECK(rig.vmx.vmcall(3) == Transition::Exited);
    rig.set_bits(Field::EntryControls, entry_control::kDeactivateDualMonitor);
    rig.return_from_smm();
    CHECK_FALSE(rig.vmx.dual_monitor());
    CHECK_FALSE(rig.state.in_smm);
    CHECK((rig.state.interruptibility & interruptibility::kBlockingBySmi) == 0);
    rig.vmx.vmxoff();
    CHECK(rig.succeeded());
    rig.enter_vmx_root();
    rig.activate();
    CHECK(rig.vmx.dual_monitor());
}

TEST_CASE("machine: the default treatment of an SMI takes a processor out of VMX operation for the time") {
    Rig rig;
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    rig.enter_guest();
    rig.vmx.suspend();
    CHECK(rig.vmx.operation() == VmxOperation::Off);
    CHECK((rig.state.cr4 & cr4::vmxe) == 0);
    CHECK(rig.vmx.current_pointer() == kNoPointer);
    rig.vmx.resume();
    CHECK(rig.vmx.operation() == VmxOperation::NonRoot);
    CHECK((rig.state.cr4 & cr4::vmxe) != 0);
    CHECK(rig.vmx.current_pointer() == Rig::vmcs_region);
}

TEST_CASE("machine: the end of the default treatment sets the bits that VMX operation fixes, but outside it none") {
    Rig rig;
    rig.enter_vmx_root();
    rig.vmx.suspend();
    rig.state.cr0 = cr0::et;
    rig.vmx.resume();
    CHECK(rig.state.cr0 == (cr0::pe | cr0::ne | cr0::et | cr0::pg));
    CHECK((rig.state.cr4 & cr4::vmxe) != 0);

    Rig outside;
    outside.state.cr4 &= ~cr4::vmxe;
    outside.vmx.suspend();
    outside.state.cr0 = cr0::et;
    outside.vmx.resume();
    CHECK(outside.state.cr0 == cr0::et);
    CHECK((outside.state.cr4 & cr4::vmxe) == 0);
}

TEST_CASE(
    "machine: after the default treatment PE and PG are what SMRAM had if the guest is unrestricted, and 1 if not") {
    namespace proc2_control = stm::abi::proc2_control;
    for (bool const unrestricted : {false, true}) {
        Rig rig;
        rig.enter_vmx_root();
        rig.fill_guest_and_host();
        rig.set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
        rig.set(Field::Proc2Controls, proc2_control::kEpt | (unrestricted ? proc2_control::kUnrestrictedGuest : 0));
        rig.set(Field::EptPointer, 0x3001e);
        rig.enter_guest();
        rig.vmx.suspend();
        rig.state.cr0 = cr0::et;
        rig.vmx.resume();
        CHECK(rig.state.cr0 == (cr0::et | cr0::ne | (unrestricted ? 0 : cr0::pe | cr0::pg)));
    }
}

TEST_CASE("machine: SMM VM exits use the VMCS from which the monitor last returned") {
    Monitored rig;
    rig.vmx.smi(false);
    auto const executive = rig.get(Field::ExecutiveVmcsPointer);
    auto const link = rig.get(Field::VmcsLinkPointer);
    rig.make_current(Rig::third_region);
    rig.fill_guest_and_host();
    rig.set(Field::HostRip, 0x202000);
    rig.set(Field::ExecutiveVmcsPointer, executive);
    rig.set(Field::VmcsLinkPointer, link);
    CHECK(rig.vmx.vmlaunch() == Transition::Entered);
    CHECK(rig.vmx.smm_transfer_pointer() == Rig::third_region);
    rig.vmx.smi(false);
    CHECK(rig.vmx.current_pointer() == Rig::third_region);
    CHECK(rig.state.rip == 0x202000);
}

TEST_CASE("machine: SMIs are not blocked once the treatment has ended, whatever the interruptibility field says") {
    Monitored rig;
    CHECK(rig.vmx.vmcall(3) == Transition::Exited);
    rig.set_bits(Field::EntryControls, entry_control::kDeactivateDualMonitor);
    rig.set(Field::GuestInterruptibility, interruptibility::kBlockingBySmi);
    rig.return_from_smm();
    CHECK((rig.state.interruptibility & interruptibility::kBlockingBySmi) == 0);
}

TEST_CASE("machine: a return from SMM blocks SMIs if the interruptibility field says so") {
    Monitored rig;
    CHECK(rig.vmx.vmcall(3) == Transition::Exited);
    rig.set(Field::GuestInterruptibility, interruptibility::kBlockingBySmi);
    rig.return_from_smm();
    CHECK((rig.state.interruptibility & interruptibility::kBlockingBySmi) != 0);
}

TEST_CASE("machine: an SMM VM exit stores the MSRs of its area") {
    Monitored rig;
    constexpr uint32_t lstar = static_cast<uint32_t>(stm::abi::Msr::Lstar);
    rig.msrs.values[lstar] = 0x77;
    rig.memory.set_word(0x60000, 8, lstar);
    auto& monitor = *rig.pool.find(Rig::vmcs_region);
    monitor.set(Field::ExitMsrStoreAddress, 0x60000);
    monitor.set(Field::ExitMsrStoreCount, 1);
    rig.vmx.smi(false);
    CHECK(rig.memory.word(0x60008, 8) == 0x77);
}

TEST_CASE("machine: an SMM VM exit can store IA32_SMBASE, which is read in SMM only, and another VM exit cannot") {
    constexpr auto smbase = static_cast<uint32_t>(stm::abi::Msr::Smbase);
    Monitored rig;
    rig.msrs.values[smbase] = 0x40000;
    rig.memory.set_word(0x60000, 8, smbase);
    for (auto const region : {Rig::vmcs_region, Rig::other_region}) {
        rig.pool.find(region)->set(Field::ExitMsrStoreAddress, 0x60000);
        rig.pool.find(region)->set(Field::ExitMsrStoreCount, 1);
    }
    rig.vmx.smi(false);
    CHECK(rig.memory.word(0x60008, 8) == 0x40000);
    rig.return_from_smm();
    rig.enter_guest();
    CHECK_THROWS_AS(rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1}), VmxAbort);
}

TEST_CASE("machine: a VMX abort of an SMM VM exit is told in the SMM-transfer VMCS's region, not in the guest's") {
    Monitored rig;
    rig.memory.set_word(0x60000, 8, 0x999); // an MSR that there is not
    rig.pool.find(Rig::vmcs_region)->set(Field::ExitMsrLoadAddress, 0x60000);
    rig.pool.find(Rig::vmcs_region)->set(Field::ExitMsrLoadCount, 1);
    rig.enter_guest();
    CHECK_THROWS_AS(rig.vmx.smi(false), VmxAbort);
    CHECK(rig.abort_indicator(Rig::vmcs_region) == 4);
    CHECK(rig.abort_indicator(Rig::other_region) == 0);
}

TEST_CASE("machine: VMXOFF in SMM leaves SMIs blocked") {
    Rig rig;
    rig.state.in_smm = true;
    rig.state.interruptibility = interruptibility::kBlockingBySmi;
    rig.enter_vmx_root();
    rig.vmx.vmxoff();
    CHECK(rig.succeeded());
    CHECK(rig.state.interruptibility == interruptibility::kBlockingBySmi);
}

TEST_CASE("machine: the preemption timer stands still during the default treatment of an SMI") {
    Rig rig;
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    rig.set_bits(Field::PinControls, stm::abi::pin_control::kPreemptionTimer);
    rig.set(Field::PreemptionTimerValue, 50);
    rig.enter_guest();
    rig.vmx.suspend();
    CHECK_FALSE(rig.vmx.preemption_timer().has_value());
    rig.vmx.resume();
    CHECK(rig.vmx.preemption_timer() == 50);
    CHECK(rig.vmx.pin(stm::abi::pin_control::kPreemptionTimer));
}

TEST_CASE("machine: a processor goes on with a VMCS that another one clears in its hands, and the rule is reported") {
    for (bool const in_default_smi : {false, true}) {
        Rig rig;
        rig.enter_vmx_root();
        rig.fill_guest_and_host();
        rig.enter_guest();
        if (in_default_smi) rig.vmx.suspend();
        OtherProcessor other{rig};
        other.vmx.vmclear(Rig::vmcs_region);
        CHECK(rig.reports.all.size() == 1);
        CHECK(rig.reports.all.front().find("24.11.1") != std::string::npos);
        if (in_default_smi) rig.vmx.resume();
        rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
        CHECK(rig.state.rip == 0xa000);
        CHECK(rig.get(Field::ExitReason) == 12);
        CHECK(rig.vmx.vmresume() == Transition::Entered);
        rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
        rig.vmx.vmptrld(Rig::vmcs_region); // what VMCLEAR wrote counts again
        CHECK(rig.vmx.vmresume() == Transition::Failed);
        CHECK(rig.vmx.vmlaunch() == Transition::Entered);
    }
}
