// SPDX-License-Identifier: Apache-2.0
#include "machine/hosted/long_mode.hpp"

#include "machine/vmcs/guest_segment.hpp"
#include "machine/vmx/vmx.hpp"
#include "spec/abi/vmx_control.h"

#include <cstddef>

namespace redoubt::machine {
namespace {

using enum SegmentIndex;

constexpr Segment code_64{.selector = 0x08, .rights = 0xa09b, .limit = 0xffffffff, .base = 0};
constexpr Segment data_64{.selector = 0x10, .rights = 0xc093, .limit = 0xffffffff, .base = 0};
constexpr Segment task_64{.selector = 0x18, .rights = 0x008b, .limit = 0x67, .base = 0x5000};
constexpr uint64_t in_cr0 = cr0::pe | cr0::ne | cr0::et | cr0::pg;
constexpr uint64_t in_cr4 = cr4::pae | cr4::vmxe;

} // namespace

void enter_long_mode(State& state) {
    namespace feature_control = stm::abi::feature_control;
    state.cr0 = in_cr0;
    state.cr3 = 0x1000;
    state.cr4 = in_cr4;
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    state.msrs.feature_control = feature_control::kLock | feature_control::kVmxOutsideSmx;
    state.set_segment(Cs, code_64);
    for (auto const index : {Ss, Ds, Es, Fs, Gs})
        state.set_segment(index, data_64);
    state.set_segment(Tr, task_64);
    state.flags.load(rflags::fixed);
}

void fill_long_mode(Vmcs& vmcs, Capabilities const& capabilities) {
    using enum stm::abi::VmcsField;
    using stm::abi::Msr;
    for (auto const field : kFields)
        if (stm::abi::type_of(field) != stm::abi::VmcsType::ReadOnlyData) vmcs.set(field, 0);

    auto const required = [&](Msr msr) { return capabilities.msr(msr) & stm::abi::vmx_controls::kAllowed0; };
    vmcs.set(PinControls, required(Msr::VmxTruePinbasedCtls));
    vmcs.set(ProcControls, required(Msr::VmxTrueProcbasedCtls));
    vmcs.set(ExitControls, required(Msr::VmxTrueExitCtls) | stm::abi::exit_control::kHostAddressSpaceSize);
    vmcs.set(EntryControls, required(Msr::VmxTrueEntryCtls) | stm::abi::entry_control::kIa32eModeGuest);

    vmcs.set(HostCr0, in_cr0);
    vmcs.set(HostCr3, 0x1000);
    vmcs.set(HostCr4, in_cr4);
    vmcs.set(HostCsSelector, code_64.selector);
    vmcs.set(HostSsSelector, data_64.selector);
    vmcs.set(HostTrSelector, task_64.selector);

    vmcs.set(GuestCr0, in_cr0);
    vmcs.set(GuestCr3, 0x2000);
    vmcs.set(GuestCr4, in_cr4);
    vmcs.set(GuestDr7, 0x400);
    vmcs.set(GuestRflags, rflags::fixed);
    vmcs.set(VmcsLinkPointer, kNoPointer);
    set_guest_segment(vmcs, Cs, code_64);
    for (auto const index : {Ss, Ds, Es, Fs, Gs})
        set_guest_segment(vmcs, index, data_64);
    set_guest_segment(vmcs, Ldtr, {});
    set_guest_segment(vmcs, Tr, task_64);
}

void put_mseg_header(PhysicalMemory& memory, uint64_t mseg, uint32_t revision, uint32_t features) {
    using stm::abi::MsegHeader;
    auto const put = [&](std::size_t offset, uint32_t value) { memory.set_word(mseg + offset, sizeof value, value); };
    put(offsetof(MsegHeader, revision), revision);
    put(offsetof(MsegHeader, monitor_features), features);
    put(offsetof(MsegHeader, gdtr_limit), 0x47);
    put(offsetof(MsegHeader, gdtr_base_offset), 0x900);
    put(offsetof(MsegHeader, cs_selector), 0x38);
    put(offsetof(MsegHeader, eip_offset), 0x1000);
    put(offsetof(MsegHeader, esp_offset), 0x8000);
    put(offsetof(MsegHeader, cr3_offset), 0x10000);
}

} // namespace redoubt::machine
