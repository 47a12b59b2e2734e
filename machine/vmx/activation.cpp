// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/mseg.h"

#include <cstddef>

// VMCALL in VMX root operation: it activates the dual-monitor treatment (SDM vol. 3C 34.15.6), or is an SMM VM exit.
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
using stm::abi::MsegHeader;
using stm::abi::VmxError;
namespace access_rights = stm::abi::access_rights;
namespace smm_monitor_ctl = stm::abi::smm_monitor_ctl;

constexpr uint32_t whole = 0xffffffff;
constexpr uint64_t cr3_page = 0xfffff000;
constexpr uint64_t cr3_cache = 0x18; // PWT and PCD

// Of a selector only the lower 16 bits count, and 8 stands for 0 (SDM vol. 3C 34.15.6.6).
uint16_t not_null(uint64_t selector) {
    auto const cut = static_cast<uint16_t>(selector);
    return cut == 0 ? uint16_t{8} : cut;
}

} // namespace

Transition Vmx::vmcall(uint32_t instruction_length) {
    tell(ExitReason::Vmcall);
    auto const control = around_.state.msrs.smm_monitor_ctl;
    if (around_.state.in_smm || (control & smm_monitor_ctl::kValid) == 0) {
        fail(VmxError::VmcallInVmxRoot);
        return Transition::Failed;
    }
    if (dual_monitor_) {
        smm_exit({.reason = ExitReason::Vmcall, .instruction_length = instruction_length}, false);
        return Transition::Exited;
    }
    if (current_ == nullptr) {
        fail_invalid();
        return Transition::Failed;
    }
    auto const mseg = control & smm_monitor_ctl::kMsegBase;
    if (auto const error = refuse_activation(mseg)) {
        fail_valid(*error);
        return Transition::Failed;
    }
    activate(mseg, instruction_length);
    return Transition::Exited;
}

std::optional<VmxError> Vmx::refuse_activation(uint64_t mseg) {
    if (current_->launch_state() != LaunchState::Clear) return VmxError::VmcallNonClearVmcs;
    if (auto const violation = check_exit_controls(subject())) {
        report(*violation, "VMCALL does not activate the dual-monitor treatment");
        return VmxError::VmcallInvalidExitControls;
    }
    if (around_.memory.word(mseg + offsetof(MsegHeader, revision), 4) != around_.capabilities.mseg_revision())
        return VmxError::VmcallWrongMsegRevision;
    auto const features = around_.memory.word(mseg + offsetof(MsegHeader, monitor_features), 4);
    bool const ia32e = (features & MsegHeader::kIa32e) != 0;
    if ((features & ~uint64_t{MsegHeader::kIa32e}) != 0 || (around_.state.long_mode() && !ia32e))
        return VmxError::VmcallInvalidMonitorFeatures;
    return std::nullopt;
}

// MSR areas play no part (34.15.6.5, 34.15.6.7), and the VMCS that was current is the SMM-transfer VMCS from now on.
void Vmx::activate(uint64_t mseg, uint32_t instruction_length) {
    tell_of_leaving(ExitReason::Vmcall, false);
    auto& state = around_.state;
    smm_transfer_ = current_->address();
    current_->set(Field::ExecutiveVmcsPointer, vmxon_);
    current_->set(Field::VmcsLinkPointer, current_->address());
    record({.reason = ExitReason::Vmcall, .instruction_length = instruction_length},
           static_cast<uint32_t>(ExitReason::Vmcall) | stm::abi::exit_reason::kFromVmxRoot);
    save_guest_state();
    current_->set(Field::GuestSmbase, state.msrs.smbase);
    around_.mmu.tlb().invvpid(0);
    dual_monitor_ = true;
    state.in_smm = true;
    load_monitor_state(mseg);
    state.interruptibility = stm::abi::interruptibility::kBlockingBySmi | stm::abi::interruptibility::kBlockingByNmi;
    if (around_.observer != nullptr) around_.observer->activated();
}

// SDM vol. 3C 34.15.6.6
void Vmx::load_monitor_state(uint64_t mseg) {
    auto& state = around_.state;
    auto const header = [&](size_t offset) { return around_.memory.word(mseg + offset, 4); };
    bool const ia32e = (header(offsetof(MsegHeader, monitor_features)) & MsegHeader::kIa32e) != 0;
    auto const cr3_offset = header(offsetof(MsegHeader, cr3_offset));
    auto const cs = not_null(header(offsetof(MsegHeader, cs_selector)) & ~uint64_t{7});

    state.cr0 = cr0::pg | cr0::ne | cr0::et | cr0::mp | cr0::pe | (state.cr0 & (cr0::cd | cr0::nw));
    state.cr3 = ((mseg + (cr3_offset & cr3_page)) & cr3_page) | (cr3_offset & cr3_cache);
    state.cr4 = (state.cr4 & ~(cr4::mce | cr4::pge | cr4::pae | cr4::pse)) | (ia32e ? cr4::pae : cr4::pse);
    state.dr7 = 0x400;
    state.msrs.debugctl = 0;
    constexpr auto mode = stm::abi::efer::kLma | stm::abi::efer::kLme;
    state.msrs.efer = ia32e ? state.msrs.efer | mode : state.msrs.efer & ~mode;

    constexpr auto common = access_rights::kCodeOrData | access_rights::kPresent | access_rights::kGranularity;
    state.set_segment(SegmentIndex::Cs,
                      {.selector = cs,
                       .rights = 0xb | common | (ia32e ? access_rights::kLong : access_rights::kDefaultBig),
                       .limit = whole,
                       .base = 0});
    for (auto const index : {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, {.selector = not_null(cs + uint64_t{8}),
                                  .rights = 0x3 | common | access_rights::kDefaultBig,
                                  .limit = whole,
                                  .base = 0});
    state.set_segment(SegmentIndex::Ldtr, {});
    state.set_segment(SegmentIndex::Tr, {.selector = 0,
                                         .rights = 0xb | access_rights::kPresent | access_rights::kGranularity,
                                         .limit = whole,
                                         .base = 0});
    state.gdtr = {static_cast<uint32_t>(mseg + header(offsetof(MsegHeader, gdtr_base_offset))),
                  static_cast<uint16_t>(header(offsetof(MsegHeader, gdtr_limit)))};
    state.idtr.limit = 0;
    state.rip = static_cast<uint32_t>(mseg + header(offsetof(MsegHeader, eip_offset)));
    state.set<uint64_t>(at::rsp, static_cast<uint32_t>(mseg + header(offsetof(MsegHeader, esp_offset))));
    state.flags.load(rflags::fixed);
    state.activity = stm::abi::ActivityState::Active;
    state.pending_debug = 0;
}

} // namespace redoubt::machine
