// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/vmx_control.h"

#include <array>

// The host-state area, loaded by VM exits (SDM vol. 3C 27.5).
namespace redoubt::machine {
namespace {

using stm::abi::VmcsField;
namespace exit_control = stm::abi::exit_control;
namespace access_rights = stm::abi::access_rights;

constexpr uint32_t whole = 0xffffffff;
constexpr uint32_t data_rights = 0x3 | access_rights::kCodeOrData | access_rights::kPresent |
                                 access_rights::kDefaultBig | access_rights::kGranularity;
constexpr uint32_t busy_tss_rights = 0xb | access_rights::kPresent;
constexpr uint32_t tss_limit = 0x67;

constexpr uint32_t code_rights(bool wide) {
    return 0xb | access_rights::kCodeOrData | access_rights::kPresent | access_rights::kGranularity |
           (wide ? access_rights::kLong : access_rights::kDefaultBig);
}

Segment data_segment(uint64_t selector, uint64_t base) {
    bool const usable = selector != 0;
    return {.selector = static_cast<uint16_t>(selector),
            .rights = usable ? data_rights : access_rights::kUnusable,
            .limit = usable ? whole : 0,
            .base = base};
}

} // namespace

void Vmx::load_host_state() {
    auto& state = around_.state;
    auto const& vmcs = *current_;
    bool const wide = get(Field::ExitControls, exit_control::kHostAddressSpaceSize);

    constexpr auto kept = cr0::et | cr0::nw | cr0::cd; // SDM vol. 3C 27.5.1
    state.cr0 = (vmcs.get(Field::HostCr0) & ~kept) | (state.cr0 & kept);
    state.cr3 = vmcs.get(Field::HostCr3);
    state.cr4 = vmcs.get(Field::HostCr4); // PAE and PCIDE as the host's width wants them: checked by 26.2.4
    state.dr7 = 0x400;
    state.msrs.debugctl = 0;
    state.msrs.sysenter_cs = vmcs.get(Field::HostSysenterCs);
    state.msrs.sysenter_esp = vmcs.get(Field::HostSysenterEsp);
    state.msrs.sysenter_eip = vmcs.get(Field::HostSysenterEip);
    constexpr auto mode = stm::abi::efer::kLma | stm::abi::efer::kLme;
    if (get(Field::ExitControls, exit_control::kLoadEfer))
        state.msrs.efer = vmcs.get(Field::HostEfer);
    else
        state.msrs.efer = wide ? state.msrs.efer | mode : state.msrs.efer & ~mode;
    if (get(Field::ExitControls, exit_control::kLoadPerfGlobalCtrl))
        state.msrs.perf_global_ctrl = vmcs.get(Field::HostPerfGlobalCtrl);
    if (get(Field::ExitControls, exit_control::kLoadPat)) state.msrs.pat = vmcs.get(Field::HostPat);

    state.set_segment(SegmentIndex::Cs, {.selector = static_cast<uint16_t>(vmcs.get(Field::HostCsSelector)),
                                         .rights = code_rights(wide),
                                         .limit = whole,
                                         .base = 0});
    state.set_segment(SegmentIndex::Ss, data_segment(vmcs.get(Field::HostSsSelector), 0));
    state.set_segment(SegmentIndex::Ds, data_segment(vmcs.get(Field::HostDsSelector), 0));
    state.set_segment(SegmentIndex::Es, data_segment(vmcs.get(Field::HostEsSelector), 0));
    state.set_segment(SegmentIndex::Fs, data_segment(vmcs.get(Field::HostFsSelector), vmcs.get(Field::HostFsBase)));
    state.set_segment(SegmentIndex::Gs, data_segment(vmcs.get(Field::HostGsSelector), vmcs.get(Field::HostGsBase)));
    state.set_segment(SegmentIndex::Ldtr, {});
    state.set_segment(SegmentIndex::Tr, {.selector = static_cast<uint16_t>(vmcs.get(Field::HostTrSelector)),
                                         .rights = busy_tss_rights,
                                         .limit = tss_limit,
                                         .base = vmcs.get(Field::HostTrBase)});
    state.gdtr = {vmcs.get(Field::HostGdtrBase), 0xffff};
    state.idtr = {vmcs.get(Field::HostIdtrBase), 0xffff};
    state.rip = vmcs.get(Field::HostRip);
    state.set<uint64_t>(at::rsp, vmcs.get(Field::HostRsp));
    state.flags.load(rflags::fixed);

    state.activity = stm::abi::ActivityState::Active;
    state.interruptibility &= stm::abi::interruptibility::kBlockingByNmi | stm::abi::interruptibility::kBlockingBySmi;
    state.pending_debug = 0;
    if (!wide && (state.cr4 & cr4::pae) != 0 && !around_.mmu.load_pdptes(state.cr3))
        abort(2, "SDM vol. 3C 27.7: the host's page-directory-pointer-table entries");
}

} // namespace redoubt::machine
