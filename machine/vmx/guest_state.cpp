// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/msr.h"
#include "spec/abi/vmx_control.h"

#include <array>

// The guest-state area: saved by VM exits (SDM vol. 3C 27.3), loaded by VM entries (SDM vol. 3C 26.3.2).
namespace redoubt::machine {
namespace {

using stm::abi::VmcsField;
namespace entry_control = stm::abi::entry_control;
namespace exit_control = stm::abi::exit_control;

struct SegmentFields {
    SegmentIndex index;
    VmcsField selector;
    VmcsField base;
    VmcsField limit;
    VmcsField rights;
};

constexpr std::array<SegmentFields, kSegments> segment_fields{{
    // clang-format off
    {SegmentIndex::Es, VmcsField::GuestEsSelector, VmcsField::GuestEsBase, VmcsField::GuestEsLimit, VmcsField::GuestEsAccessRights},
    {SegmentIndex::Cs, VmcsField::GuestCsSelector, VmcsField::GuestCsBase, VmcsField::GuestCsLimit, VmcsField::GuestCsAccessRights},
    {SegmentIndex::Ss, VmcsField::GuestSsSelector, VmcsField::GuestSsBase, VmcsField::GuestSsLimit, VmcsField::GuestSsAccessRights},
    {SegmentIndex::Ds, VmcsField::GuestDsSelector, VmcsField::GuestDsBase, VmcsField::GuestDsLimit, VmcsField::GuestDsAccessRights},
    {SegmentIndex::Fs, VmcsField::GuestFsSelector, VmcsField::GuestFsBase, VmcsField::GuestFsLimit, VmcsField::GuestFsAccessRights},
    {SegmentIndex::Gs, VmcsField::GuestGsSelector, VmcsField::GuestGsBase, VmcsField::GuestGsLimit, VmcsField::GuestGsAccessRights},
    {SegmentIndex::Ldtr, VmcsField::GuestLdtrSelector, VmcsField::GuestLdtrBase, VmcsField::GuestLdtrLimit, VmcsField::GuestLdtrAccessRights},
    {SegmentIndex::Tr, VmcsField::GuestTrSelector, VmcsField::GuestTrBase, VmcsField::GuestTrLimit, VmcsField::GuestTrAccessRights},
    // clang-format on
}};

// What DR7 holds whatever its field says (SDM vol. 3C 26.3.2.1)
constexpr uint64_t dr7_zero = 0xd000;
constexpr uint64_t dr7_one = 0x400;

constexpr std::array<VmcsField, 4> pdpte_fields{VmcsField::GuestPdpte0, VmcsField::GuestPdpte1, VmcsField::GuestPdpte2,
                                                VmcsField::GuestPdpte3};

} // namespace

void Vmx::save_guest_state() {
    auto& state = around_.state;
    auto& vmcs = *current_;
    vmcs.set(Field::GuestCr0, state.cr0);
    vmcs.set(Field::GuestCr3, state.cr3);
    vmcs.set(Field::GuestCr4, state.cr4);
    vmcs.set(Field::GuestSysenterCs, state.msrs.sysenter_cs);
    vmcs.set(Field::GuestSysenterEsp, state.msrs.sysenter_esp);
    vmcs.set(Field::GuestSysenterEip, state.msrs.sysenter_eip);
    if (get(Field::ExitControls, exit_control::kSaveDebugControls)) {
        vmcs.set(Field::GuestDr7, state.dr7);
        vmcs.set(Field::GuestDebugctl, state.msrs.debugctl);
    }
    if (get(Field::ExitControls, exit_control::kSavePat)) vmcs.set(Field::GuestPat, state.msrs.pat);
    if (get(Field::ExitControls, exit_control::kSaveEfer)) vmcs.set(Field::GuestEfer, state.msrs.efer);

    for (auto const& fields : segment_fields) {
        auto const& segment = state.segment(fields.index);
        vmcs.set(fields.selector, segment.selector);
        vmcs.set(fields.base, segment.base);
        vmcs.set(fields.limit, segment.limit);
        vmcs.set(fields.rights, segment.rights);
    }
    vmcs.set(Field::GuestGdtrBase, state.gdtr.base);
    vmcs.set(Field::GuestGdtrLimit, state.gdtr.limit);
    vmcs.set(Field::GuestIdtrBase, state.idtr.base);
    vmcs.set(Field::GuestIdtrLimit, state.idtr.limit);
    vmcs.set(Field::GuestRip, state.rip);
    vmcs.set(Field::GuestRsp, state.get<uint64_t>(at::rsp));
    vmcs.set(Field::GuestRflags, state.flags.image());

    vmcs.set(Field::GuestActivityState, static_cast<uint32_t>(state.activity));
    vmcs.set(Field::GuestInterruptibility, state.interruptibility);
    vmcs.set(Field::GuestPendingDebug, state.pending_debug);
    if (around_.mmu.nested().ept && state.paging_mode() == PagingMode::Pae)
        for (unsigned i = 0; i < pdpte_fields.size(); ++i)
            vmcs.set(pdpte_fields[i], state.pdpte[i]);
    if (timer_ && get(Field::ExitControls, exit_control::kSavePreemptionTimer))
        vmcs.set(Field::PreemptionTimerValue, *timer_);

    // IA32_VMX_MISC[5]: the mode is stored (SDM vol. 3C 27.2)
    auto const entry = vmcs.get(Field::EntryControls);
    vmcs.set(Field::EntryControls, state.long_mode() ? entry | entry_control::kIa32eModeGuest
                                                     : entry & ~uint64_t{entry_control::kIa32eModeGuest});
}

void Vmx::load_guest_registers() {
    auto& state = around_.state;
    auto const& vmcs = *current_;
    // Of CR0 an entry leaves ET, NW, CD and the reserved bits (SDM vol. 3C 26.3.2.1).
    constexpr auto kept = cr0::et | cr0::nw | cr0::cd;
    state.cr0 = (vmcs.get(Field::GuestCr0) & ~kept) | (state.cr0 & kept);
    state.cr3 = vmcs.get(Field::GuestCr3);
    state.cr4 = vmcs.get(Field::GuestCr4);
    if (get(Field::EntryControls, entry_control::kLoadDebugControls)) {
        state.dr7 = (vmcs.get(Field::GuestDr7) & ~dr7_zero) | dr7_one;
        state.msrs.debugctl = vmcs.get(Field::GuestDebugctl);
    }
    state.msrs.sysenter_cs = vmcs.get(Field::GuestSysenterCs);
    state.msrs.sysenter_esp = vmcs.get(Field::GuestSysenterEsp);
    state.msrs.sysenter_eip = vmcs.get(Field::GuestSysenterEip);
    if (get(Field::EntryControls, entry_control::kLoadEfer)) {
        state.msrs.efer = vmcs.get(Field::GuestEfer);
    } else {
        bool const ia32e = get(Field::EntryControls, entry_control::kIa32eModeGuest);
        auto const changed =
            (state.cr0 & cr0::pg) != 0 ? stm::abi::efer::kLma | stm::abi::efer::kLme : stm::abi::efer::kLma;
        state.msrs.efer = ia32e ? state.msrs.efer | changed : state.msrs.efer & ~changed;
    }
    if (get(Field::EntryControls, entry_control::kLoadPerfGlobalCtrl))
        state.msrs.perf_global_ctrl = vmcs.get(Field::GuestPerfGlobalCtrl);
    if (get(Field::EntryControls, entry_control::kLoadPat)) state.msrs.pat = vmcs.get(Field::GuestPat);

    for (auto const& fields : segment_fields)
        state.set_segment(fields.index, {.selector = static_cast<uint16_t>(vmcs.get(fields.selector)),
                                         .rights = static_cast<uint32_t>(vmcs.get(fields.rights)),
                                         .limit = static_cast<uint32_t>(vmcs.get(fields.limit)),
                                         .base = vmcs.get(fields.base)});
    state.gdtr = {vmcs.get(Field::GuestGdtrBase), static_cast<uint16_t>(vmcs.get(Field::GuestGdtrLimit))};
    state.idtr = {vmcs.get(Field::GuestIdtrBase), static_cast<uint16_t>(vmcs.get(Field::GuestIdtrLimit))};
    state.rip = vmcs.get(Field::GuestRip);
    state.set<uint64_t>(at::rsp, vmcs.get(Field::GuestRsp));
    state.flags.load(vmcs.get(Field::GuestRflags));

    state.activity = static_cast<stm::abi::ActivityState>(vmcs.get(Field::GuestActivityState));
    // Outside SMM, VM entries leave it to itself whether SMIs are blocked (SDM vol. 3C 26.6.1).
    uint32_t const blocking = state.in_smm ? 0 : state.interruptibility & stm::abi::interruptibility::kBlockingBySmi;
    state.interruptibility = static_cast<uint32_t>(vmcs.get(Field::GuestInterruptibility)) | blocking;
    state.pending_debug = vmcs.get(Field::GuestPendingDebug);
    if (around_.mmu.nested().ept && state.paging_mode() == PagingMode::Pae)
        for (unsigned i = 0; i < pdpte_fields.size(); ++i)
            state.pdpte[i] = vmcs.get(pdpte_fields[i]);
}

} // namespace redoubt::machine
