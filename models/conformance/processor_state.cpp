// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/processors.hpp"

#include "spec/abi/vmx_control.h"

// What processors and VMCSs begin with: 64-bit mode, and nothing that an entry could find wrong.
namespace redoubt::conformance {
namespace {

using machine::Segment;
using machine::SegmentIndex;
using stm::abi::Msr;
namespace cr0 = machine::cr0;
namespace cr4 = machine::cr4;

constexpr Segment code_64{.selector = 0x08, .rights = 0xa09b, .limit = 0xffffffff, .base = 0};
constexpr Segment data_64{.selector = 0x10, .rights = 0xc093, .limit = 0xffffffff, .base = 0};
constexpr Segment task_64{.selector = 0x18, .rights = 0x008b, .limit = 0x67, .base = 0x5000};
constexpr std::uint64_t in_cr0 = cr0::pe | cr0::ne | cr0::et | cr0::pg;
constexpr std::uint64_t in_cr4 = cr4::pae | cr4::vmxe;

} // namespace

Processors::Processor::Processor(Processors& board, unsigned number)
    : mmu(state, board.memory_, 39), vmx({.processor = number,
                                          .state = state,
                                          .mmu = mmu,
                                          .memory = board.memory_,
                                          .capabilities = board.capabilities_,
                                          .pool = board.pool_,
                                          .msrs = msrs,
                                          .reporter = board.reports_}) {
    namespace feature_control = stm::abi::feature_control;
    state.cr0 = in_cr0;
    state.cr3 = 0x1000;
    state.cr4 = in_cr4;
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    state.msrs.feature_control = feature_control::kLock | feature_control::kVmxOutsideSmx;
    state.set_segment(SegmentIndex::Cs, code_64);
    for (auto const index : {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, data_64);
    state.set_segment(SegmentIndex::Tr, task_64);
    state.rip = 0x8000;
    state.flags.load(machine::rflags::fixed);
}

machine::Vmcs Processors::prepared() const {
    using enum stm::abi::VmcsField;
    machine::Vmcs vmcs{0};
    vmcs.set_initialised(true);
    auto const required = [&](Msr msr) { return capabilities_.msr(msr) & stm::abi::vmx_controls::kAllowed0; };
    vmcs.set(PinControls, required(Msr::VmxTruePinbasedCtls));
    vmcs.set(ProcControls, required(Msr::VmxTrueProcbasedCtls));
    vmcs.set(ExitControls, required(Msr::VmxTrueExitCtls) | stm::abi::exit_control::kHostAddressSpaceSize);
    vmcs.set(EntryControls, required(Msr::VmxTrueEntryCtls) | stm::abi::entry_control::kIa32eModeGuest);

    vmcs.set(HostCr0, in_cr0);
    vmcs.set(HostCr3, 0x1000);
    vmcs.set(HostCr4, in_cr4);
    vmcs.set(HostCsSelector, 0x08);
    vmcs.set(HostSsSelector, 0x10);
    vmcs.set(HostTrSelector, 0x18);
    vmcs.set(HostRip, 0x201000);
    vmcs.set(HostRsp, 0x208000);

    vmcs.set(GuestCr0, in_cr0);
    vmcs.set(GuestCr3, 0x2000);
    vmcs.set(GuestCr4, in_cr4);
    vmcs.set(GuestDr7, 0x400);
    vmcs.set(GuestRflags, machine::rflags::fixed);
    vmcs.set(VmcsLinkPointer, machine::kNoPointer);
    auto const put = [&](Field selector, Field base, Field limit, Field rights, Segment const& segment) {
        vmcs.set(selector, segment.selector);
        vmcs.set(base, segment.base);
        vmcs.set(limit, segment.limit);
        vmcs.set(rights, segment.rights);
    };
    put(GuestCsSelector, GuestCsBase, GuestCsLimit, GuestCsAccessRights, code_64);
    put(GuestSsSelector, GuestSsBase, GuestSsLimit, GuestSsAccessRights, data_64);
    put(GuestDsSelector, GuestDsBase, GuestDsLimit, GuestDsAccessRights, data_64);
    put(GuestEsSelector, GuestEsBase, GuestEsLimit, GuestEsAccessRights, data_64);
    put(GuestFsSelector, GuestFsBase, GuestFsLimit, GuestFsAccessRights, data_64);
    put(GuestGsSelector, GuestGsBase, GuestGsLimit, GuestGsAccessRights, data_64);
    put(GuestLdtrSelector, GuestLdtrBase, GuestLdtrLimit, GuestLdtrAccessRights, {});
    put(GuestTrSelector, GuestTrBase, GuestTrLimit, GuestTrAccessRights, task_64);
    return vmcs;
}

} // namespace redoubt::conformance
