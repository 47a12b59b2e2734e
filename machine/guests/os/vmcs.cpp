// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/os/system_registers.hpp"
#include "machine/guests/os/tables.hpp"
#include "machine/guests/os/vmx.hpp"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_guest.h"

extern "C" char const guest_exit[];

namespace redoubt::machine::guest {
namespace {

using stm::abi::Msr;
using stm::abi::VmcsField;
namespace access_rights = stm::abi::access_rights;

struct FieldValue {
    VmcsField field;
    uint64_t value;
};

template <unsigned count>
[[nodiscard]] bool write_fields(OsProcessor& processor, FieldValue const (&fields)[count]) {
    for (auto const& [field, value] : fields)
        if (!write_field(processor, field, value)) return false;
    return true;
}

// SDM vol. 3D A.3 to A.5: what must be 1 becomes 1, and what may not be 1 is not asked for.
[[nodiscard]] bool write_control(OsProcessor& processor, VmcsField field, Msr capability, uint32_t controls) {
    auto const allowed = read_msr(capability);
    if ((controls & ~(allowed >> stm::abi::vmx_controls::kAllowed1Shift)) != 0)
        return processor.fail(OsFailure::ControlUnsupported, static_cast<uint64_t>(capability), controls, allowed);
    return write_field(processor, field, controls | (allowed & stm::abi::vmx_controls::kAllowed0));
}

// In the SMM-transfer VMCS, the call that starts the monitor would lose DR7 and IA32_DEBUGCTL without the first one (SDM
// vol. 3C 27.3.1).
constexpr uint32_t exit_controls =
    stm::abi::exit_control::kSaveDebugControls | stm::abi::exit_control::kHostAddressSpaceSize;

// So long that it does not expire, and lost if whoever serves an SMI does not keep it.
constexpr uint64_t timer_value = 0x100000;

[[nodiscard]] bool write_controls(OsProcessor& processor, bool with_ept) {
    bool const exact = (read_msr(Msr::VmxBasic) & stm::abi::vmx_basic::kTrueControls) != 0;
    if (!write_control(processor, VmcsField::PinControls, exact ? Msr::VmxTruePinbasedCtls : Msr::VmxPinbasedCtls,
                       stm::abi::pin_control::kPreemptionTimer) ||
        !write_control(processor, VmcsField::ProcControls, exact ? Msr::VmxTrueProcbasedCtls : Msr::VmxProcbasedCtls,
                       with_ept ? stm::abi::proc_control::kSecondaryControls : 0) ||
        !write_control(processor, VmcsField::ExitControls, exact ? Msr::VmxTrueExitCtls : Msr::VmxExitCtls,
                       exit_controls) ||
        !write_control(processor, VmcsField::EntryControls, exact ? Msr::VmxTrueEntryCtls : Msr::VmxEntryCtls,
                       stm::abi::entry_control::kIa32eModeGuest))
        return false;
    if (with_ept) {
        constexpr uint64_t write_back_four_levels = 6 | 3 << 3; // SDM vol. 3C 24.6.11
        if (!write_control(processor, VmcsField::Proc2Controls, Msr::VmxProcbasedCtls2,
                           stm::abi::proc2_control::kEpt) ||
            !write_field(processor, VmcsField::EptPointer,
                         reinterpret_cast<uint64_t>(&os_tables.ept) | write_back_four_levels))
            return false;
    }
    return write_fields(processor, {{VmcsField::ExceptionBitmap, 0},
                                    {VmcsField::PageFaultErrorCodeMask, 0},
                                    {VmcsField::PageFaultErrorCodeMatch, 0},
                                    {VmcsField::Cr0GuestHostMask, 0},
                                    {VmcsField::Cr4GuestHostMask, 0},
                                    {VmcsField::Cr0ReadShadow, 0},
                                    {VmcsField::Cr4ReadShadow, 0},
                                    {VmcsField::Cr3TargetCount, 0},
                                    {VmcsField::ExitMsrStoreCount, 0},
                                    {VmcsField::ExitMsrLoadCount, 0},
                                    {VmcsField::EntryMsrLoadCount, 0},
                                    {VmcsField::EntryInterruptionInformation, 0}});
}

// What both sides of a VM entry have in common: the guest runs in the OS's own address space, with its tables.
struct Common {
    SystemRegisters registers;
    uint64_t tr_base;

    [[nodiscard]] uint64_t of(SystemRegister which) const { return registers.value[static_cast<uint32_t>(which)]; }
};

[[nodiscard]] bool write_host_state(OsProcessor& processor, Common const& common) {
    return write_fields(processor, {{VmcsField::HostCr0, common.of(SystemRegister::Cr0)},
                                    {VmcsField::HostCr3, common.of(SystemRegister::Cr3)},
                                    {VmcsField::HostCr4, common.of(SystemRegister::Cr4)},
                                    {VmcsField::HostCsSelector, OsHeader::kCs},
                                    {VmcsField::HostSsSelector, OsHeader::kDs},
                                    {VmcsField::HostDsSelector, OsHeader::kDs},
                                    {VmcsField::HostEsSelector, OsHeader::kDs},
                                    {VmcsField::HostFsSelector, 0},
                                    {VmcsField::HostGsSelector, 0},
                                    {VmcsField::HostTrSelector, common.of(SystemRegister::Tr)},
                                    {VmcsField::HostFsBase, 0},
                                    {VmcsField::HostGsBase, 0},
                                    {VmcsField::HostTrBase, common.tr_base},
                                    {VmcsField::HostGdtrBase, common.of(SystemRegister::GdtrBase)},
                                    {VmcsField::HostIdtrBase, common.of(SystemRegister::IdtrBase)},
                                    {VmcsField::HostSysenterCs, 0},
                                    {VmcsField::HostSysenterEsp, 0},
                                    {VmcsField::HostSysenterEip, 0},
                                    {VmcsField::HostRsp, 0}, // written by enter_guest_with()
                                    {VmcsField::HostRip, reinterpret_cast<uint64_t>(guest_exit)}});
}

struct SegmentFields {
    VmcsField selector;
    VmcsField base;
    VmcsField limit;
    VmcsField rights;
};

constexpr SegmentFields cs{VmcsField::GuestCsSelector, VmcsField::GuestCsBase, VmcsField::GuestCsLimit,
                           VmcsField::GuestCsAccessRights};
constexpr SegmentFields ss{VmcsField::GuestSsSelector, VmcsField::GuestSsBase, VmcsField::GuestSsLimit,
                           VmcsField::GuestSsAccessRights};
constexpr SegmentFields ds{VmcsField::GuestDsSelector, VmcsField::GuestDsBase, VmcsField::GuestDsLimit,
                           VmcsField::GuestDsAccessRights};
constexpr SegmentFields es{VmcsField::GuestEsSelector, VmcsField::GuestEsBase, VmcsField::GuestEsLimit,
                           VmcsField::GuestEsAccessRights};
constexpr SegmentFields fs{VmcsField::GuestFsSelector, VmcsField::GuestFsBase, VmcsField::GuestFsLimit,
                           VmcsField::GuestFsAccessRights};
constexpr SegmentFields gs{VmcsField::GuestGsSelector, VmcsField::GuestGsBase, VmcsField::GuestGsLimit,
                           VmcsField::GuestGsAccessRights};
constexpr SegmentFields ldtr{VmcsField::GuestLdtrSelector, VmcsField::GuestLdtrBase, VmcsField::GuestLdtrLimit,
                             VmcsField::GuestLdtrAccessRights};
constexpr SegmentFields tr{VmcsField::GuestTrSelector, VmcsField::GuestTrBase, VmcsField::GuestTrLimit,
                           VmcsField::GuestTrAccessRights};

struct SegmentValue {
    uint64_t selector;
    uint64_t base;
    uint32_t limit;
    uint32_t rights;
};

constexpr uint32_t flat_limit = 0xffffffff;
constexpr uint32_t flat_rights = access_rights::kCodeOrData | access_rights::kPresent | access_rights::kGranularity;
constexpr SegmentValue code{OsHeader::kCs, 0, flat_limit, flat_rights | access_rights::kLong | 0xb};
constexpr SegmentValue data{OsHeader::kDs, 0, flat_limit, flat_rights | access_rights::kDefaultBig | 0x3};
constexpr SegmentValue none{0, 0, 0, access_rights::kUnusable};

[[nodiscard]] bool write_segment(OsProcessor& processor, SegmentFields const& fields, SegmentValue const& value) {
    return write_fields(processor, {{fields.selector, value.selector},
                                    {fields.base, value.base},
                                    {fields.limit, value.limit},
                                    {fields.rights, value.rights}});
}

[[nodiscard]] bool write_guest_segments(OsProcessor& processor, Common const& common) {
    SegmentValue const task{common.of(SystemRegister::Tr), common.tr_base, sizeof(Tss) - 1,
                            access_rights::kPresent | 0xb};
    return write_segment(processor, cs, code) && write_segment(processor, ss, data) &&
           write_segment(processor, ds, data) && write_segment(processor, es, data) &&
           write_segment(processor, fs, none) && write_segment(processor, gs, none) &&
           write_segment(processor, ldtr, none) && write_segment(processor, tr, task);
}

[[nodiscard]] bool write_guest_state(OsProcessor& processor, Common const& common) {
    constexpr uint64_t no_link = ~uint64_t{0};
    return write_fields(processor, {{VmcsField::GuestCr0, common.of(SystemRegister::Cr0)},
                                    {VmcsField::GuestCr3, common.of(SystemRegister::Cr3)},
                                    {VmcsField::GuestCr4, common.of(SystemRegister::Cr4)},
                                    {VmcsField::GuestDr7, 0x400},
                                    {VmcsField::GuestDebugctl, 0},
                                    {VmcsField::GuestGdtrBase, common.of(SystemRegister::GdtrBase)},
                                    {VmcsField::GuestGdtrLimit, common.of(SystemRegister::GdtrLimit)},
                                    {VmcsField::GuestIdtrBase, common.of(SystemRegister::IdtrBase)},
                                    {VmcsField::GuestIdtrLimit, common.of(SystemRegister::IdtrLimit)},
                                    {VmcsField::GuestSysenterCs, 0},
                                    {VmcsField::PreemptionTimerValue, timer_value},
                                    {VmcsField::GuestSysenterEsp, 0},
                                    {VmcsField::GuestSysenterEip, 0},
                                    {VmcsField::GuestRflags, 0x2},
                                    {VmcsField::GuestRip, reinterpret_cast<uint64_t>(run_as_guest)},
                                    {VmcsField::GuestRsp, 0}, // written before the first entry
                                    {VmcsField::GuestInterruptibility, 0},
                                    {VmcsField::GuestActivityState, 0},
                                    {VmcsField::GuestPendingDebug, 0},
                                    {VmcsField::VmcsLinkPointer, no_link}});
}

} // namespace

bool write_vmcs(OsProcessor& processor, bool with_ept) {
    Common common{.registers = {}, .tr_base = reinterpret_cast<uint64_t>(&os_tables.tss[processor.number])};
    read_system_registers(common.registers);
    if (!write_controls(processor, with_ept) || !write_host_state(processor, common) ||
        !write_guest_segments(processor, common) || !write_guest_state(processor, common))
        return false;
    processor.vmcs_state[static_cast<uint32_t>(processor.current)].made = 1;
    return true;
}

} // namespace redoubt::machine::guest
