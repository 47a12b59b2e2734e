// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
namespace entry_control = stm::abi::entry_control;
namespace interruption = stm::abi::interruption;
namespace pin_control = stm::abi::pin_control;

namespace {

struct Ready : Rig {
    Ready() {
        enter_vmx_root();
        fill_guest_and_host();
    }
};

constexpr uint32_t failed(ExitReason reason) {
    return static_cast<uint32_t>(reason) | stm::abi::exit_reason::kEntryFailure;
}

} // namespace

TEST_CASE("machine: a VM entry loads the guest's registers") {
    Ready rig;
    rig.set(Field::GuestFsBase, 0x123456);
    rig.set(Field::GuestGdtrBase, 0x7000);
    rig.set(Field::GuestGdtrLimit, 0x1234);
    rig.set(Field::GuestIdtrBase, 0x7100);
    rig.set(Field::GuestIdtrLimit, 0x123);
    rig.set(Field::GuestSysenterCs, 0x77);
    rig.set(Field::GuestSysenterEsp, 0x7701);
    rig.set(Field::GuestSysenterEip, 0x7702);
    rig.set(Field::GuestRflags, rflags::fixed | rflags::carry | rflags::interrupt);
    rig.enter_guest();
    auto const& state = rig.state;
    CHECK(state.rip == 0xc000);
    CHECK(state.get<uint64_t>(at::rsp) == 0xd000);
    CHECK(state.flags.image() == (rflags::fixed | rflags::carry | rflags::interrupt));
    CHECK(state.cr3 == 0x2000);
    CHECK(state.segment(SegmentIndex::Fs).base == 0x123456);
    CHECK(state.segment_base(SegmentIndex::Fs) == 0x123456);
    CHECK_FALSE(state.segment(SegmentIndex::Ldtr).usable());
    CHECK(state.gdtr == DescriptorTable{0x7000, 0x1234});
    CHECK(state.idtr == DescriptorTable{0x7100, 0x123});
    CHECK(state.msrs.sysenter_cs == 0x77);
    CHECK(state.msrs.sysenter_esp == 0x7701);
    CHECK(state.msrs.sysenter_eip == 0x7702);
}

TEST_CASE("machine: CR0 keeps its cache bits over a VM entry, whatever the guest's field says") {
    Ready rig;
    rig.state.cr0 |= cr0::cd;
    rig.set_bits(Field::GuestCr0, cr0::nw | cr0::cd);
    rig.clear_bits(Field::GuestCr0, cr0::et);
    rig.enter_guest();
    CHECK((rig.state.cr0 & (cr0::cd | cr0::nw | cr0::et)) == (cr0::cd | cr0::et));
}

TEST_CASE("machine: debug controls, counters, PAT and EFER are loaded when the controls say so, and only then") {
    for (bool const loads : {false, true}) {
        Ready rig;
        constexpr auto controls = entry_control::kLoadDebugControls | entry_control::kLoadPerfGlobalCtrl |
                                  entry_control::kLoadPat | entry_control::kLoadEfer;
        rig.clear_bits(Field::EntryControls, controls);
        if (loads) rig.set_bits(Field::EntryControls, controls);
        rig.state.dr7 = 0x455;
        rig.state.msrs.debugctl = 1;
        auto const pat = rig.state.msrs.pat;
        rig.set(Field::GuestDr7, 0x401);
        rig.set(Field::GuestDebugctl, 2);
        rig.state.msrs.perf_global_ctrl = 0x1;
        rig.set(Field::GuestPerfGlobalCtrl, 0x200000002);
        rig.set(Field::GuestPat, 0x0606060606060606);
        constexpr auto efer = stm::abi::efer::kLme | stm::abi::efer::kLma | stm::abi::efer::kNxe;
        rig.set(Field::GuestEfer, efer);
        rig.enter_guest();
        CHECK(rig.state.dr7 == (loads ? 0x401 : 0x455));
        CHECK(rig.state.msrs.debugctl == (loads ? 2 : 1));
        CHECK(rig.state.msrs.perf_global_ctrl == (loads ? 0x200000002 : 0x1));
        CHECK(rig.state.msrs.pat == (loads ? 0x0606060606060606 : pat));
        CHECK(((rig.state.msrs.efer & stm::abi::efer::kNxe) != 0) == loads);
        CHECK(rig.state.long_mode());
    }
}

TEST_CASE("machine: a guest state that fails its checks ends in a VM exit, with the host's state and the cause") {
    Ready rig;
    rig.set(Field::VmcsLinkPointer, 0x123);
    CHECK(rig.vmx.vmlaunch() == Transition::Exited);
    CHECK(rig.vmx.operation() == VmxOperation::Root);
    CHECK(rig.get(Field::ExitReason) == failed(ExitReason::EntryGuestState));
    CHECK(rig.get(Field::ExitQualification) == static_cast<uint64_t>(stm::abi::EntryFailure::LinkPointer));
    CHECK(rig.state.rip == 0xa000);
    CHECK(rig.state.get<uint64_t>(at::rsp) == 0xb000);
    CHECK(rig.state.cr3 == 0x1000);
    REQUIRE(rig.reports.all.size() == 1);
    CHECK(rig.reports.all.front().find("26.3.1.5") != std::string::npos);
    // Neither the launch state nor the event to inject was used up.
    rig.set(Field::VmcsLinkPointer, kNoPointer);
    CHECK(rig.vmx.vmlaunch() == Transition::Entered);
}

TEST_CASE("machine: a VM entry that fails keeps the event that it was to inject") {
    Ready rig;
    constexpr auto nmi = interruption::kValid | 2u << interruption::kTypeShift | 2u;
    rig.set(Field::EntryInterruptionInformation, nmi);
    rig.set(Field::VmcsLinkPointer, 0x123);
    CHECK(rig.vmx.vmlaunch() == Transition::Exited);
    CHECK_FALSE(rig.vmx.take_injection().has_value());
    CHECK(rig.get(Field::EntryInterruptionInformation) == nmi);
}

TEST_CASE("machine: an event to inject is handed over once, and an exit clears it") {
    Ready rig;
    constexpr auto page_fault = interruption::kValid | interruption::kErrorCode | 3u << interruption::kTypeShift | 14u;
    rig.set(Field::EntryInterruptionInformation, page_fault);
    rig.set(Field::EntryExceptionErrorCode, 5);
    rig.enter_guest();
    auto const event = rig.vmx.take_injection();
    REQUIRE(event.has_value());
    CHECK(*event == Event{.type = stm::abi::InterruptionType::HardwareException, .vector = 14, .error_code = 5});
    CHECK_FALSE(rig.vmx.take_injection().has_value());
    rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK(rig.get(Field::EntryInterruptionInformation) == (page_fault & ~interruption::kValid));
}

TEST_CASE("machine: an injected software interrupt brings the length of its instruction") {
    Ready rig;
    rig.set(Field::EntryInterruptionInformation, interruption::kValid | 4u << interruption::kTypeShift | 0x80u);
    rig.set(Field::EntryInstructionLength, 2);
    rig.enter_guest();
    auto const event = rig.vmx.take_injection();
    REQUIRE(event.has_value());
    CHECK(event->type == stm::abi::InterruptionType::SoftwareInterrupt);
    CHECK(event->vector == 0x80);
    CHECK(event->instruction_length == 2);
}

TEST_CASE("machine: a pending MTF VM exit is injected as such and not as an event") {
    Ready rig;
    rig.set(Field::EntryInterruptionInformation, interruption::kValid | 7u << interruption::kTypeShift);
    rig.enter_guest();
    CHECK_FALSE(rig.vmx.take_injection().has_value());
    CHECK(rig.vmx.take_pending_mtf());
    CHECK_FALSE(rig.vmx.take_pending_mtf());
}

TEST_CASE("machine: the preemption timer runs in a guest whose controls activate it, and counts down to zero") {
    Ready rig;
    rig.set(Field::PreemptionTimerValue, 100);
    rig.enter_guest();
    CHECK_FALSE(rig.vmx.preemption_timer().has_value());

    Ready timed;
    timed.set_bits(Field::PinControls, pin_control::kPreemptionTimer);
    timed.set_bits(Field::ExitControls, stm::abi::exit_control::kSavePreemptionTimer);
    timed.set(Field::PreemptionTimerValue, 100);
    timed.enter_guest();
    CHECK(timed.vmx.preemption_timer() == 100);
    timed.vmx.count(30);
    CHECK(timed.vmx.preemption_timer() == 70);
    timed.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK_FALSE(timed.vmx.preemption_timer().has_value());
    CHECK(timed.get(Field::PreemptionTimerValue) == 70);
    CHECK(timed.vmx.vmresume() == Transition::Entered);
    timed.vmx.count(1000);
    CHECK(timed.vmx.preemption_timer() == 0);
}

TEST_CASE("machine: controls are in force in the guest alone, secondary ones only when activated") {
    namespace proc_control = stm::abi::proc_control;
    namespace proc2_control = stm::abi::proc2_control;
    Ready rig;
    rig.set_bits(Field::ProcControls, proc_control::kHltExiting);
    rig.set_bits(Field::Proc2Controls, proc2_control::kWbinvdExiting);
    CHECK_FALSE(rig.vmx.proc(proc_control::kHltExiting));
    rig.enter_guest();
    CHECK(rig.vmx.proc(proc_control::kHltExiting));
    CHECK_FALSE(rig.vmx.proc2(proc2_control::kWbinvdExiting));
    rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK_FALSE(rig.vmx.proc(proc_control::kHltExiting));
    rig.set_bits(Field::ProcControls, proc_control::kSecondaryControls);
    CHECK(rig.vmx.vmresume() == Transition::Entered);
    CHECK(rig.vmx.proc2(proc2_control::kWbinvdExiting));
}

TEST_CASE("machine: EPT and VPID of the VMCS are what the guest's memory goes through") {
    namespace proc2_control = stm::abi::proc2_control;
    Ready rig;
    rig.set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
    rig.set(Field::Proc2Controls, proc2_control::kEpt | proc2_control::kVpid);
    rig.set(Field::EptPointer, 0x30000 | 0x1e);
    rig.set(Field::Vpid, 9);
    rig.enter_guest();
    CHECK(rig.mmu.nested().ept);
    CHECK(rig.mmu.nested().eptp == 0x3001e);
    CHECK(rig.mmu.nested().vpid == 9);
    rig.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK(rig.mmu.nested() == Nested{});
}

TEST_CASE(
    "machine: a VM entry that fails late leaves what was blocked before it, and not what the guest's field says") {
    Ready rig;
    rig.state.interruptibility = stm::abi::interruptibility::kBlockingByNmi;
    rig.memory.set_word(0x60000, 8, 0x999); // an MSR that there is not
    rig.set(Field::EntryMsrLoadAddress, 0x60000);
    rig.set(Field::EntryMsrLoadCount, 1);
    CHECK(rig.vmx.vmlaunch() == Transition::Exited);
    CHECK(rig.get(Field::ExitReason) == failed(ExitReason::EntryMsrLoading));
    CHECK(rig.state.interruptibility == stm::abi::interruptibility::kBlockingByNmi);
}

TEST_CASE("machine: bit 10 of DR7 is 1, and bits 12, 14 and 15 are 0, whatever the guest's field says") {
    Ready rig;
    rig.set_bits(Field::EntryControls, entry_control::kLoadDebugControls);
    rig.set(Field::GuestDr7, 0xfffffbff);
    rig.enter_guest();
    CHECK(rig.state.dr7 == 0xffff2fff);
}

TEST_CASE("machine: a guest without paging keeps LME, and leaves long mode") {
    namespace proc2_control = stm::abi::proc2_control;
    Ready rig;
    rig.set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
    rig.set(Field::Proc2Controls, proc2_control::kEpt | proc2_control::kUnrestrictedGuest);
    rig.set(Field::EptPointer, 0x3001e);
    rig.clear_bits(Field::EntryControls, entry_control::kIa32eModeGuest);
    rig.clear_bits(Field::GuestCr0, cr0::pg);
    rig.set(Field::GuestCsAccessRights, 0xc09b);
    rig.enter_guest();
    CHECK((rig.state.msrs.efer & stm::abi::efer::kLma) == 0);
    CHECK((rig.state.msrs.efer & stm::abi::efer::kLme) != 0);
    CHECK(rig.mmu.nested().execute_only_allowed); // IA32_VMX_EPT_VPID_CAP bit 0
}

TEST_CASE("machine: page-directory-pointer-table entries come from memory without EPT, and from the VMCS with it") {
    for (bool const ept : {false, true}) {
        Ready rig;
        if (ept) {
            rig.set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
            rig.set(Field::Proc2Controls, stm::abi::proc2_control::kEpt);
            rig.set(Field::EptPointer, 0x3001e);
        }
        rig.clear_bits(Field::EntryControls, entry_control::kIa32eModeGuest);
        rig.set(Field::GuestCsAccessRights, 0xc09b);
        rig.set(Field::GuestCr3, 0x70020);
        for (unsigned i = 0; i < 4; ++i) {
            rig.memory.set_word(0x70020 + 8 * i, 8, 0x80001 + 0x1000 * i);
            rig.set(static_cast<Field>(static_cast<uint32_t>(Field::GuestPdpte0) + 2 * i), 0x90001 + 0x1000 * i);
        }
        rig.enter_guest();
        for (unsigned i = 0; i < 4; ++i)
            CHECK(rig.state.pdpte[i] == (ept ? 0x90001u : 0x80001u) + 0x1000 * i);
        CHECK((rig.state.msrs.efer & (stm::abi::efer::kLma | stm::abi::efer::kLme)) == 0);
        rig.state.pdpte[2] = 0xa0001;
        rig.vmx.exit({.reason = ExitReason::Hlt});
        CHECK(rig.get(Field::GuestPdpte2) == (ept ? 0xa0001 : 0x92001));
    }
}
