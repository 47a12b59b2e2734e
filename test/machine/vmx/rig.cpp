// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <cstddef>
#include <doctest/doctest.h>

namespace redoubt::machine::test {

using stm::abi::MsegHeader;
using stm::abi::Msr;

namespace {

constexpr Segment code_64{.selector = 0x08, .rights = 0xa09b, .limit = 0xffffffff, .base = 0};
constexpr Segment data_64{.selector = 0x10, .rights = 0xc093, .limit = 0xffffffff, .base = 0};
constexpr Segment task_64{.selector = 0x18, .rights = 0x008b, .limit = 0x67, .base = 0x5000};

// What must be 1 in a field of controls, as its MSR says.
uint64_t required(Capabilities const& capabilities, Msr msr) {
    return capabilities.msr(msr) & stm::abi::vmx_controls::kAllowed0;
}

} // namespace

Rig::Rig(uint64_t seed)
    : pool(memory, Layout{seed}, reports), vmx({.processor = 0,
                                                .state = state,
                                                .mmu = mmu,
                                                .memory = memory,
                                                .capabilities = capabilities,
                                                .pool = pool,
                                                .msrs = msrs,
                                                .reporter = reports}) {
    memory.add_ram({0, 16 * 1024 * 1024});
    for (auto const region : {vmxon_region, vmcs_region, other_region, third_region})
        memory.set_word(region, 4, revision);
    state.cr0 = cr0::pe | cr0::ne | cr0::et | cr0::pg;
    state.cr3 = 0x1000;
    state.cr4 = cr4::pae | cr4::vmxe;
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    state.msrs.feature_control = stm::abi::feature_control::kLock | stm::abi::feature_control::kVmxOutsideSmx;
    state.set_segment(SegmentIndex::Cs, code_64);
    for (auto const index : {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, data_64);
    state.set_segment(SegmentIndex::Tr, task_64);
    state.rip = 0x8000;
    state.set<uint64_t>(at::rsp, 0x9000);
    state.flags.load(rflags::fixed);
}

void Rig::make_current(uint64_t region) {
    vmx.vmclear(region);
    REQUIRE(succeeded());
    vmx.vmptrld(region);
    REQUIRE(succeeded());
}

void Rig::enter_vmx_root() {
    vmx.vmxon(vmxon_region);
    REQUIRE(succeeded());
    make_current(vmcs_region);
}

void Rig::set(Field field, uint64_t value) {
    vmx.vmwrite(static_cast<uint32_t>(field), value);
    REQUIRE(succeeded());
}

uint64_t Rig::get(Field field) {
    auto const flags = state.flags;
    auto const value = vmx.vmread(static_cast<uint32_t>(field));
    REQUIRE(value.has_value());
    state.flags = flags;
    return *value;
}

void Rig::fill_guest_and_host() {
    namespace exit_control = stm::abi::exit_control;
    namespace entry_control = stm::abi::entry_control;
    for (auto const& field : kFields)
        if (stm::abi::type_of(field) != stm::abi::VmcsType::ReadOnlyData &&
            supported_field(static_cast<uint32_t>(field), capabilities))
            set(field, 0);
    set(Field::PinControls, required(capabilities, Msr::VmxTruePinbasedCtls));
    set(Field::ProcControls, required(capabilities, Msr::VmxTrueProcbasedCtls));
    set(Field::ExitControls, required(capabilities, Msr::VmxTrueExitCtls) | exit_control::kHostAddressSpaceSize);
    set(Field::EntryControls, required(capabilities, Msr::VmxTrueEntryCtls) | entry_control::kIa32eModeGuest);

    set(Field::HostCr0, cr0::pe | cr0::ne | cr0::et | cr0::pg);
    set(Field::HostCr3, 0x1000);
    set(Field::HostCr4, cr4::pae | cr4::vmxe);
    set(Field::HostCsSelector, 0x08);
    set(Field::HostSsSelector, 0x10);
    set(Field::HostTrSelector, 0x18);
    set(Field::HostRip, 0xa000);
    set(Field::HostRsp, 0xb000);

    set(Field::GuestCr0, cr0::pe | cr0::ne | cr0::et | cr0::pg);
    set(Field::GuestCr3, 0x2000);
    set(Field::GuestCr4, cr4::pae | cr4::vmxe);
    set(Field::GuestDr7, 0x400);
    set(Field::GuestRip, 0xc000);
    set(Field::GuestRsp, 0xd000);
    set(Field::GuestRflags, rflags::fixed);
    set(Field::VmcsLinkPointer, kNoPointer);
    struct Fields {
        Field selector, base, limit, rights;
    };
    auto const put = [&](Fields const& fields, Segment const& segment) {
        set(fields.selector, segment.selector);
        set(fields.base, segment.base);
        set(fields.limit, segment.limit);
        set(fields.rights, segment.rights);
    };
    using enum stm::abi::VmcsField;
    put({GuestCsSelector, GuestCsBase, GuestCsLimit, GuestCsAccessRights}, code_64);
    put({GuestSsSelector, GuestSsBase, GuestSsLimit, GuestSsAccessRights}, data_64);
    put({GuestDsSelector, GuestDsBase, GuestDsLimit, GuestDsAccessRights}, data_64);
    put({GuestEsSelector, GuestEsBase, GuestEsLimit, GuestEsAccessRights}, data_64);
    put({GuestFsSelector, GuestFsBase, GuestFsLimit, GuestFsAccessRights}, data_64);
    put({GuestGsSelector, GuestGsBase, GuestGsLimit, GuestGsAccessRights}, data_64);
    put({GuestLdtrSelector, GuestLdtrBase, GuestLdtrLimit, GuestLdtrAccessRights}, {});
    put({GuestTrSelector, GuestTrBase, GuestTrLimit, GuestTrAccessRights}, task_64);
}

void Rig::enter_guest() {
    REQUIRE(vmx.vmlaunch() == Transition::Entered);
    REQUIRE(vmx.operation() == VmxOperation::NonRoot);
}

void Rig::put_mseg_header(uint32_t features) {
    memory.set_word(mseg + offsetof(MsegHeader, revision), 4, mseg_revision);
    memory.set_word(mseg + offsetof(MsegHeader, monitor_features), 4, features);
    memory.set_word(mseg + offsetof(MsegHeader, gdtr_limit), 4, 0x47);
    memory.set_word(mseg + offsetof(MsegHeader, gdtr_base_offset), 4, 0x900);
    memory.set_word(mseg + offsetof(MsegHeader, cs_selector), 4, 0x38);
    memory.set_word(mseg + offsetof(MsegHeader, eip_offset), 4, 0x1000);
    memory.set_word(mseg + offsetof(MsegHeader, esp_offset), 4, 0x8000);
    memory.set_word(mseg + offsetof(MsegHeader, cr3_offset), 4, 0x10000);
    state.msrs.smm_monitor_ctl = mseg | stm::abi::smm_monitor_ctl::kValid;
}

void Rig::activate() {
    put_mseg_header();
    fill_guest_and_host();
    REQUIRE(vmx.vmcall(3) == Transition::Exited);
    REQUIRE(state.in_smm);
}

// The VMCS of the activation stays what SMM VM exits use; what the monitor has to add is where they arrive.
void Rig::set_up_monitor() {
    set(Field::HostRip, 0x201000);
    set(Field::HostRsp, 0x208000);
    set(Field::GuestRip, get(Field::GuestRip) + get(Field::ExitInstructionLength));
}

} // namespace redoubt::machine::test
