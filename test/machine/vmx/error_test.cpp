// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <set>
#include <string>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::VmxError;

namespace {

struct Case {
    VmxError error;
    std::string what;
    std::function<void(Rig&)> provoke; // begins before VMXON
};

void in_root(Rig& rig) {
    rig.enter_vmx_root();
}

void ready(Rig& rig) {
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
}

// In SMM with the dual-monitor treatment: returning would succeed.
void in_monitor(Rig& rig) {
    rig.enter_vmx_root();
    rig.activate();
    rig.set_up_monitor();
}

// As in_monitor(), after an SMI that interrupted a guest.
void over_guest(Rig& rig) {
    in_monitor(rig);
    REQUIRE(rig.vmx.vmlaunch() == Transition::Entered);
    rig.make_current(Rig::other_region);
    rig.fill_guest_and_host();
    rig.enter_guest();
    rig.vmx.smi(false);
    REQUIRE(rig.vmx.current_pointer() == Rig::vmcs_region);
}

constexpr uint64_t beyond = uint64_t{1} << 39; // the physical address width of the rig

std::vector<Case> const& cases() {
    static std::vector<Case> const all{
        {VmxError::VmcallInVmxRoot, "no valid MSEG",
         [](Rig& rig) {
             in_root(rig);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmcallInVmxRoot, "in SMM",
         [](Rig& rig) {
             in_monitor(rig);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmclearInvalidAddress, "not aligned",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmclear(0x11004);
         }},
        {VmxError::VmclearInvalidAddress, "too wide",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmclear(beyond);
         }},
        {VmxError::VmclearVmxonPointer, "",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmclear(Rig::vmxon_region);
         }},
        {VmxError::VmlaunchNonClearVmcs, "",
         [](Rig& rig) {
             ready(rig);
             rig.enter_guest();
             rig.vmx.exit({.reason = stm::abi::ExitReason::Cpuid, .instruction_length = 2});
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::VmresumeNonLaunchedVmcs, "",
         [](Rig& rig) {
             ready(rig);
             (void)rig.vmx.vmresume();
         }},
        {VmxError::VmresumeAfterVmxoff, "",
         [](Rig& rig) {
             ready(rig);
             rig.enter_guest();
             rig.vmx.exit({.reason = stm::abi::ExitReason::Cpuid, .instruction_length = 2});
             rig.vmx.vmxoff();
             rig.vmx.vmxon(Rig::vmxon_region);
             rig.vmx.vmptrld(Rig::vmcs_region);
             (void)rig.vmx.vmresume();
         }},
        {VmxError::EntryInvalidControls, "",
         [](Rig& rig) {
             ready(rig);
             rig.set(Field::Cr3TargetCount, 5);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::EntryInvalidHostState, "",
         [](Rig& rig) {
             ready(rig);
             rig.set(Field::HostTrSelector, 0);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::VmptrldInvalidAddress, "not aligned",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmptrld(0x11800);
         }},
        {VmxError::VmptrldInvalidAddress, "too wide",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmptrld(beyond);
         }},
        {VmxError::VmptrldVmxonPointer, "",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmptrld(Rig::vmxon_region);
         }},
        {VmxError::VmptrldWrongRevision, "",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmptrld(0x40000);
         }},
        {VmxError::VmptrldWrongRevision, "shadow VMCS",
         [](Rig& rig) {
             in_root(rig);
             rig.memory.set_word(Rig::other_region, 4, Rig::revision | 0x80000000);
             rig.vmx.vmptrld(Rig::other_region);
         }},
        {VmxError::UnsupportedField, "VMREAD",
         [](Rig& rig) {
             in_root(rig);
             (void)rig.vmx.vmread(0x7000);
         }},
        {VmxError::UnsupportedField, "VMWRITE",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmwrite(0x1'0000'0000, 0);
         }},
        {VmxError::VmwriteReadOnlyField, "",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmwrite(static_cast<uint32_t>(Field::ExitReason), 0);
         }},
        {VmxError::VmxonInVmxRoot, "",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.vmxon(Rig::vmxon_region);
         }},
        {VmxError::EntryInvalidExecutivePointer, "not aligned",
         [](Rig& rig) {
             in_monitor(rig);
             rig.set(Field::ExecutiveVmcsPointer, 0x10010);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::EntryInvalidExecutivePointer, "too wide",
         [](Rig& rig) {
             in_monitor(rig);
             rig.set(Field::ExecutiveVmcsPointer, beyond);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::EntryInvalidExecutivePointer, "wrong revision",
         [](Rig& rig) {
             in_monitor(rig);
             rig.set(Field::ExecutiveVmcsPointer, 0x40000);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::EntryNonLaunchedExecutive, "",
         [](Rig& rig) {
             in_monitor(rig);
             rig.set(Field::ExecutiveVmcsPointer, Rig::other_region);
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::EntryExecutiveNotVmxonPointer, "",
         [](Rig& rig) {
             over_guest(rig);
             rig.set_bits(Field::EntryControls, stm::abi::entry_control::kDeactivateDualMonitor);
             (void)rig.vmx.vmresume();
         }},
        {VmxError::VmcallNonClearVmcs, "",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header();
             rig.enter_guest();
             rig.vmx.exit({.reason = stm::abi::ExitReason::Cpuid, .instruction_length = 2});
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmcallInvalidExitControls, "",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header();
             rig.set(Field::ExitMsrStoreCount, 1);
             rig.set(Field::ExitMsrStoreAddress, 8);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmcallWrongMsegRevision, "",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header();
             rig.memory.set_word(Rig::mseg, 4, Rig::mseg_revision + 1);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmxoffUnderDualMonitor, "",
         [](Rig& rig) {
             in_monitor(rig);
             rig.vmx.vmxoff();
         }},
        {VmxError::VmcallInvalidMonitorFeatures, "reserved bit beside the mode",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header(3);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmcallInvalidMonitorFeatures, "reserved bit alone",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header(1u << 31);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::VmcallInvalidMonitorFeatures, "a monitor outside IA-32e mode, called in it",
         [](Rig& rig) {
             ready(rig);
             rig.put_mseg_header(0);
             (void)rig.vmx.vmcall(3);
         }},
        {VmxError::EntryInvalidExecutiveControls, "",
         [](Rig& rig) {
             over_guest(rig);
             rig.pool.find(Rig::other_region)->set(Field::Cr3TargetCount, 5);
             (void)rig.vmx.vmresume();
         }},
        {VmxError::EntryBlockedByMovSs, "",
         [](Rig& rig) {
             ready(rig);
             rig.state.interruptibility |= stm::abi::interruptibility::kBlockingByMovSs;
             (void)rig.vmx.vmlaunch();
         }},
        {VmxError::InveptInvvpidInvalidOperand, "INVEPT type 0",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invept(0, 0x101e, 0);
         }},
        {VmxError::InveptInvvpidInvalidOperand, "INVEPT pointer",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invept(1, 0x1000, 0);
         }},
        {VmxError::InveptInvvpidInvalidOperand, "INVVPID type 4",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invvpid(4, 1, 0);
         }},
        {VmxError::InveptInvvpidInvalidOperand, "VPID 0",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invvpid(1, 0, 0);
         }},
        {VmxError::InveptInvvpidInvalidOperand, "reserved bits",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invvpid(1, 0x10001, 0);
         }},
        {VmxError::InveptInvvpidInvalidOperand, "not canonical",
         [](Rig& rig) {
             in_root(rig);
             rig.vmx.invvpid(0, 1, uint64_t{1} << 47);
         }},
    };
    return all;
}

} // namespace

TEST_CASE("machine: each VM-instruction error has a cause that provokes it, and it alone") {
    for (auto const& each : cases()) {
        CAPTURE(static_cast<uint32_t>(each.error));
        CAPTURE(each.what);
        Rig rig;
        each.provoke(rig);
        CHECK(rig.zero());
        CHECK_FALSE(rig.carry());
        CHECK(rig.error() == static_cast<uint32_t>(each.error));
    }
}

TEST_CASE("machine: all VM-instruction errors that the interface names are modelled") {
    std::set<uint32_t> provoked;
    for (auto const& each : cases())
        provoked.insert(static_cast<uint32_t>(each.error));
    // SDM vol. 3C 30.4, up to 28: 14, 21 and 27 name nothing.
    for (uint32_t number = 1; number <= 28; ++number)
        CHECK(provoked.contains(number) == (number != 14 && number != 21 && number != 27));
}

TEST_CASE("machine: without a current VMCS instructions fail without an error number") {
    auto const fails = [](std::function<void(Rig&)> const& instruction) {
        Rig rig;
        rig.vmx.vmxon(Rig::vmxon_region);
        REQUIRE(rig.succeeded());
        instruction(rig);
        CHECK(rig.carry());
        CHECK_FALSE(rig.zero());
    };
    fails([](Rig& rig) { rig.vmx.vmclear(4); });
    fails([](Rig& rig) { rig.vmx.vmptrld(4); });
    fails([](Rig& rig) { CHECK_FALSE(rig.vmx.vmread(0x4402).has_value()); });
    fails([](Rig& rig) { rig.vmx.vmwrite(0x4402, 0); });
    fails([](Rig& rig) { rig.vmx.invept(0, 0, 0); });
    fails([](Rig& rig) { CHECK(rig.vmx.vmlaunch() == Transition::Failed); });
    fails([](Rig& rig) { CHECK(rig.vmx.vmresume() == Transition::Failed); });
    fails([](Rig& rig) { CHECK(rig.vmx.vmcall(3) == Transition::Failed); });
}

TEST_CASE("machine: VMXON wants its region, and the processor set up for VMX") {
    auto const faults = [](std::function<void(Rig&)> const& spoil) {
        Rig rig;
        spoil(rig);
        CHECK_THROWS_AS(rig.vmx.vmxon(Rig::vmxon_region), Fault);
        CHECK(rig.vmx.operation() == VmxOperation::Off);
    };
    faults([](Rig& rig) { rig.state.msrs.feature_control = stm::abi::feature_control::kLock; });
    faults([](Rig& rig) { rig.state.msrs.feature_control = stm::abi::feature_control::kVmxOutsideSmx; });
    faults([](Rig& rig) { rig.state.cr0 &= ~cr0::ne; });
    faults([](Rig& rig) { rig.state.cr4 &= ~cr4::vmxe; });
    auto const fails = [](uint64_t pointer) {
        Rig rig;
        rig.vmx.vmxon(pointer);
        CHECK(rig.carry());
        CHECK(rig.vmx.operation() == VmxOperation::Off);
    };
    fails(Rig::vmxon_region + 8);
    fails(beyond);
    fails(0x40000);
    Rig rig;
    rig.vmx.vmxon(Rig::vmxon_region);
    CHECK(rig.succeeded());
    CHECK(rig.vmx.operation() == VmxOperation::Root);
    CHECK(rig.vmx.current_pointer() == kNoPointer);
    CHECK(rig.vmx.vmxon_pointer() == Rig::vmxon_region);
}
