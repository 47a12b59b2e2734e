// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;
namespace exit_control = stm::abi::exit_control;

namespace {

struct InGuest : Rig {
    explicit InGuest(uint64_t exit_controls = 0) {
        enter_vmx_root();
        fill_guest_and_host();
        set_bits(Field::ExitControls, exit_controls);
        enter_guest();
    }
};

} // namespace

TEST_CASE("machine: a VM exit saves the guest's registers") {
    InGuest rig{exit_control::kSaveDebugControls | exit_control::kSavePat | exit_control::kSaveEfer};
    auto& state = rig.state;
    state.rip = 0xc123;
    state.set<uint64_t>(at::rsp, 0xd123);
    state.flags.load(rflags::fixed | rflags::zero | rflags::interrupt);
    state.cr0 |= cr0::ts;
    state.cr3 = 0x3000;
    state.cr4 |= cr4::pge;
    state.dr7 = 0x555;
    state.msrs.debugctl = 1;
    state.msrs.pat = 0x0606060606060606;
    state.msrs.sysenter_cs = 1;
    state.msrs.sysenter_esp = 2;
    state.msrs.sysenter_eip = 3;
    state.gdtr = {0x7000, 0x77};
    state.idtr = {0x7100, 0x88};
    state.set_segment(SegmentIndex::Gs, {.selector = 0x2b, .rights = 0xc0f3, .limit = 0xfffff, .base = 0x9876543210});
    state.interruptibility = stm::abi::interruptibility::kBlockingBySti;
    state.pending_debug = stm::abi::pending_debug::kSingleStep;
    rig.vmx.exit({.reason = ExitReason::Cpuid, .qualification = 0, .instruction_length = 2});

    CHECK(rig.get(Field::GuestRip) == 0xc123);
    CHECK(rig.get(Field::GuestRsp) == 0xd123);
    CHECK(rig.get(Field::GuestRflags) == (rflags::fixed | rflags::zero | rflags::interrupt));
    CHECK((rig.get(Field::GuestCr0) & cr0::ts) != 0);
    CHECK(rig.get(Field::GuestCr3) == 0x3000);
    CHECK((rig.get(Field::GuestCr4) & cr4::pge) != 0);
    CHECK(rig.get(Field::GuestDr7) == 0x555);
    CHECK(rig.get(Field::GuestDebugctl) == 1);
    CHECK(rig.get(Field::GuestPat) == 0x0606060606060606);
    CHECK(rig.get(Field::GuestSysenterCs) == 1);
    CHECK(rig.get(Field::GuestSysenterEsp) == 2);
    CHECK(rig.get(Field::GuestSysenterEip) == 3);
    CHECK(rig.get(Field::GuestGdtrBase) == 0x7000);
    CHECK(rig.get(Field::GuestGdtrLimit) == 0x77);
    CHECK(rig.get(Field::GuestIdtrBase) == 0x7100);
    CHECK(rig.get(Field::GuestIdtrLimit) == 0x88);
    CHECK(rig.get(Field::GuestGsSelector) == 0x2b);
    CHECK(rig.get(Field::GuestGsAccessRights) == 0xc0f3);
    CHECK(rig.get(Field::GuestGsLimit) == 0xfffff);
    CHECK(rig.get(Field::GuestGsBase) == 0x9876543210);
    CHECK(rig.get(Field::GuestInterruptibility) == stm::abi::interruptibility::kBlockingBySti);
    CHECK(rig.get(Field::GuestPendingDebug) == stm::abi::pending_debug::kSingleStep);
}

TEST_CASE("machine: what the controls do not ask to be saved keeps its old value in the VMCS") {
    InGuest rig;
    rig.state.dr7 = 0x555;
    rig.state.msrs.pat = 0x0606060606060606;
    rig.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2});
    CHECK(rig.get(Field::GuestDr7) == 0x400);
    CHECK(rig.get(Field::GuestPat) == 0);
}

TEST_CASE("machine: a VM exit loads the host's state") {
    Rig rig;
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    rig.set(Field::HostFsSelector, 0x30);
    rig.set(Field::HostFsBase, 0xf5);
    rig.set(Field::HostGsBase, 0x65);
    rig.set(Field::HostTrBase, 0x5500);
    rig.set(Field::HostGdtrBase, 0x6000);
    rig.set(Field::HostIdtrBase, 0x6100);
    rig.set(Field::HostSysenterEip, 0x1313);
    rig.enter_guest();
    rig.state.dr7 = 0x455;
    rig.state.interruptibility = stm::abi::interruptibility::kBlockingBySti;
    rig.state.flags.load(rflags::fixed | rflags::interrupt | rflags::carry);
    rig.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2});

    auto const& state = rig.state;
    CHECK(state.rip == 0xa000);
    CHECK(state.get<uint64_t>(at::rsp) == 0xb000);
    CHECK(state.flags.image() == rflags::fixed);
    CHECK(state.cr3 == 0x1000);
    CHECK(state.dr7 == 0x400);
    CHECK(state.long_mode());
    CHECK(state.code_mode() == CodeMode::Bits64);
    CHECK(state.cpl() == 0);
    CHECK(state.segment(SegmentIndex::Cs) == Segment{.selector = 8, .rights = 0xa09b, .limit = 0xffffffff, .base = 0});
    CHECK(state.segment(SegmentIndex::Ss) ==
          Segment{.selector = 0x10, .rights = 0xc093, .limit = 0xffffffff, .base = 0});
    CHECK(state.segment(SegmentIndex::Fs).usable());
    CHECK(state.segment(SegmentIndex::Fs).base == 0xf5);
    CHECK_FALSE(state.segment(SegmentIndex::Gs).usable()); // a null selector
    CHECK(state.segment_base(SegmentIndex::Gs) == 0x65);
    CHECK(state.segment(SegmentIndex::Tr) == Segment{.selector = 0x18, .rights = 0x8b, .limit = 0x67, .base = 0x5500});
    CHECK(state.gdtr == DescriptorTable{0x6000, 0xffff});
    CHECK(state.idtr == DescriptorTable{0x6100, 0xffff});
    CHECK(state.msrs.sysenter_eip == 0x1313);
    CHECK(state.interruptibility == 0);
    CHECK(rig.vmx.operation() == VmxOperation::Root);
}

TEST_CASE("machine: an exit's fields say what happened, and others hold a value that means nothing") {
    InGuest rig;
    rig.vmx.exit(
        {.reason = ExitReason::EptViolation,
         .qualification = 0x182,
         .guest_linear = 0x1234,
         .guest_physical = 0x5678,
         .idt_vectoring = Event{.type = stm::abi::InterruptionType::HardwareException, .vector = 13, .error_code = 8}});
    CHECK(rig.get(Field::ExitReason) == 48);
    CHECK(rig.get(Field::ExitQualification) == 0x182);
    CHECK(rig.get(Field::GuestLinearAddress) == 0x1234);
    CHECK(rig.get(Field::GuestPhysicalAddress) == 0x5678);
    CHECK(rig.get(Field::IdtVectoringInformation) == 0x80000b0d);
    CHECK(rig.get(Field::IdtVectoringErrorCode) == 8);
    CHECK(rig.get(Field::ExitInterruptionInformation) == 0);
    CHECK(rig.get(Field::ExitInstructionLength) == Vmcs::poison(Field::ExitInstructionLength));
    CHECK(rig.get(Field::ExitInstructionInformation) == Vmcs::poison(Field::ExitInstructionInformation));
}

TEST_CASE("machine: an exit by an NMI blocks NMIs, another exit leaves their blocking as it was") {
    InGuest by_nmi;
    by_nmi.vmx.exit({.reason = ExitReason::ExceptionOrNmi,
                     .interruption = Event{.type = stm::abi::InterruptionType::Nmi, .vector = 2}});
    CHECK(by_nmi.get(Field::ExitInterruptionInformation) == 0x80000202);
    CHECK(by_nmi.state.interruptibility == stm::abi::interruptibility::kBlockingByNmi);
    InGuest other;
    other.state.interruptibility = stm::abi::interruptibility::kBlockingByNmi;
    other.vmx.exit({.reason = ExitReason::Hlt, .instruction_length = 1});
    CHECK(other.state.interruptibility == stm::abi::interruptibility::kBlockingByNmi);
}

TEST_CASE("machine: an exit tells the entry controls whether the guest was in long mode") {
    InGuest rig;
    rig.state.msrs.efer = 0;
    rig.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2});
    CHECK((rig.get(Field::EntryControls) & stm::abi::entry_control::kIa32eModeGuest) == 0);
}

TEST_CASE("machine: what a VMCS held survives VMCLEAR, a copy of its region and VMPTRLD of the copy") {
    for (uint64_t const seed : {1u, 2u, 3u}) {
        Rig rig{seed};
        rig.enter_vmx_root();
        rig.fill_guest_and_host();
        rig.set(Field::GuestRip, 0xabcdef);
        rig.vmx.vmclear(Rig::vmcs_region);
        CHECK(rig.vmx.current_pointer() == kNoPointer);
        for (uint64_t i = 0; i < kPageSize; i += 8)
            rig.memory.set_word(Rig::other_region + i, 8, rig.memory.word(Rig::vmcs_region + i, 8));
        rig.vmx.vmptrld(Rig::other_region);
        CHECK(rig.get(Field::GuestRip) == 0xabcdef);
        rig.enter_guest();
    }
}

TEST_CASE("machine: counters, PAT and EFER of the host are loaded when the controls say so") {
    for (bool const loads : {false, true}) {
        Rig rig;
        auto const pat = rig.state.msrs.pat;
        auto const efer = rig.state.msrs.efer;
        rig.enter_vmx_root();
        rig.fill_guest_and_host();
        if (loads)
            rig.set_bits(Field::ExitControls,
                         exit_control::kLoadPerfGlobalCtrl | exit_control::kLoadPat | exit_control::kLoadEfer);
        rig.set(Field::HostPerfGlobalCtrl, 0x200000002);
        rig.set(Field::HostPat, 0x0606060606060606);
        rig.set(Field::HostEfer, efer | stm::abi::efer::kNxe);
        rig.enter_guest();
        rig.state.msrs.perf_global_ctrl = 0x1;
        rig.vmx.exit({.reason = ExitReason::Hlt});
        CHECK(rig.state.msrs.perf_global_ctrl == (loads ? 0x200000002 : 0x1));
        CHECK(rig.state.msrs.pat == (loads ? 0x0606060606060606 : pat));
        CHECK(rig.state.msrs.efer == (loads ? efer | stm::abi::efer::kNxe : efer));
    }
}

TEST_CASE("machine: the host begins active and without pending debug exceptions") {
    InGuest rig;
    rig.state.activity = stm::abi::ActivityState::Hlt;
    rig.state.pending_debug = stm::abi::pending_debug::kSingleStep;
    rig.vmx.exit({.reason = ExitReason::Hlt});
    CHECK(rig.state.pending_debug == 0);
    CHECK(rig.state.activity == stm::abi::ActivityState::Active);
    CHECK(rig.get(Field::GuestActivityState) == static_cast<uint32_t>(stm::abi::ActivityState::Hlt));
}

TEST_CASE("machine: an exception during an IRET that had unblocked NMIs says so") {
    InGuest rig;
    rig.vmx.exit(
        {.reason = ExitReason::ExceptionOrNmi,
         .interruption = Event{.type = stm::abi::InterruptionType::HardwareException, .vector = 13, .error_code = 0},
         .nmi_unblocked_by_iret = true});
    CHECK(rig.get(Field::ExitInterruptionInformation) == 0x80001b0d);
}

TEST_CASE("machine: a host with PAE paging whose page-directory-pointer-table entries are invalid is a VMX abort") {
    Rig rig;
    rig.state.msrs.efer = 0;
    rig.state.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = 0xc09b, .limit = 0xffffffff, .base = 0});
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    rig.clear_bits(Field::ExitControls, exit_control::kHostAddressSpaceSize);
    rig.clear_bits(Field::EntryControls, stm::abi::entry_control::kIa32eModeGuest);
    rig.set(Field::GuestCsAccessRights, 0xc09b);
    rig.set(Field::HostCr3, 0x71000);
    rig.enter_guest();
    SUBCASE("valid") {
        rig.vmx.exit({.reason = ExitReason::Hlt});
        CHECK(rig.state.code_mode() == CodeMode::Bits32);
    }
    SUBCASE("reserved bits") {
        rig.memory.set_word(0x71000, 8, 0x80007);
        CHECK_THROWS_AS(rig.vmx.exit({.reason = ExitReason::Hlt}), VmxAbort);
        CHECK(rig.abort_indicator(Rig::vmcs_region) == 2);
    }
}
