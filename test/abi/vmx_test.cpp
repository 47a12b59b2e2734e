// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/msr.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmcs_field.h"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_error.h"
#include "spec/abi/vmx_exit.h"
#include "spec/abi/vmx_guest.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <iterator>

using namespace stm::abi;

namespace {

std::uint32_t number(auto value) {
    return static_cast<std::uint32_t>(value);
}

std::uint64_t part(std::uint64_t word, std::uint64_t mask, std::uint64_t shift) {
    return (word & mask) >> shift;
}

struct Known {
    VmcsField field;
    std::uint32_t encoding;
    VmcsWidth width;
    VmcsType type;
};

// From the tables of the SDM, appendix B: each combination of width and type that has fields.
constexpr Known kKnown[] = {
    {VmcsField::Vpid, 0x0000, VmcsWidth::Bits16, VmcsType::Control},
    {VmcsField::GuestTrSelector, 0x080e, VmcsWidth::Bits16, VmcsType::GuestState},
    {VmcsField::HostTrSelector, 0x0c0c, VmcsWidth::Bits16, VmcsType::HostState},
    {VmcsField::ExecutiveVmcsPointer, 0x200c, VmcsWidth::Bits64, VmcsType::Control},
    {VmcsField::EptPointer, 0x201a, VmcsWidth::Bits64, VmcsType::Control},
    {VmcsField::GuestPhysicalAddress, 0x2400, VmcsWidth::Bits64, VmcsType::ReadOnlyData},
    {VmcsField::VmcsLinkPointer, 0x2800, VmcsWidth::Bits64, VmcsType::GuestState},
    {VmcsField::HostPerfGlobalCtrl, 0x2c04, VmcsWidth::Bits64, VmcsType::HostState},
    {VmcsField::PinControls, 0x4000, VmcsWidth::Bits32, VmcsType::Control},
    {VmcsField::ProcControls, 0x4002, VmcsWidth::Bits32, VmcsType::Control},
    {VmcsField::ExitControls, 0x400c, VmcsWidth::Bits32, VmcsType::Control},
    {VmcsField::EntryControls, 0x4012, VmcsWidth::Bits32, VmcsType::Control},
    {VmcsField::Proc2Controls, 0x401e, VmcsWidth::Bits32, VmcsType::Control},
    {VmcsField::VmInstructionError, 0x4400, VmcsWidth::Bits32, VmcsType::ReadOnlyData},
    {VmcsField::ExitReason, 0x4402, VmcsWidth::Bits32, VmcsType::ReadOnlyData},
    {VmcsField::ExitInstructionInformation, 0x440e, VmcsWidth::Bits32, VmcsType::ReadOnlyData},
    {VmcsField::GuestInterruptibility, 0x4824, VmcsWidth::Bits32, VmcsType::GuestState},
    {VmcsField::GuestSmbase, 0x4828, VmcsWidth::Bits32, VmcsType::GuestState},
    {VmcsField::PreemptionTimerValue, 0x482e, VmcsWidth::Bits32, VmcsType::GuestState},
    {VmcsField::HostSysenterCs, 0x4c00, VmcsWidth::Bits32, VmcsType::HostState},
    {VmcsField::Cr3TargetValue3, 0x600e, VmcsWidth::Natural, VmcsType::Control},
    {VmcsField::ExitQualification, 0x6400, VmcsWidth::Natural, VmcsType::ReadOnlyData},
    {VmcsField::IoRip, 0x6408, VmcsWidth::Natural, VmcsType::ReadOnlyData},
    {VmcsField::GuestRip, 0x681e, VmcsWidth::Natural, VmcsType::GuestState},
    {VmcsField::GuestRflags, 0x6820, VmcsWidth::Natural, VmcsType::GuestState},
    {VmcsField::HostRip, 0x6c16, VmcsWidth::Natural, VmcsType::HostState},
};

} // namespace

TEST_CASE("a VMCS field's encoding tells its width and its type") {
    for (auto const& known : kKnown) {
        CAPTURE(known.encoding);
        CHECK(number(known.field) == known.encoding);
        CHECK(width_of(known.field) == known.width);
        CHECK(type_of(known.field) == known.type);
    }
}

TEST_CASE("the upper half of a 64-bit VMCS field is of the same width and type") {
    auto const upper = static_cast<VmcsField>(0x201b);
    CHECK(number(upper) == (number(VmcsField::EptPointer) | kHighAccess));
    CHECK(width_of(upper) == VmcsWidth::Bits64);
    CHECK(type_of(upper) == VmcsType::Control);
}

TEST_CASE("the fields of the eight segments follow one another in the order ES CS SS DS FS GS LDTR TR") {
    using enum VmcsField;
    VmcsField const fields[][8] = {
        {GuestEsSelector, GuestCsSelector, GuestSsSelector, GuestDsSelector, GuestFsSelector, GuestGsSelector,
         GuestLdtrSelector, GuestTrSelector},
        {GuestEsLimit, GuestCsLimit, GuestSsLimit, GuestDsLimit, GuestFsLimit, GuestGsLimit, GuestLdtrLimit,
         GuestTrLimit},
        {GuestEsAccessRights, GuestCsAccessRights, GuestSsAccessRights, GuestDsAccessRights, GuestFsAccessRights,
         GuestGsAccessRights, GuestLdtrAccessRights, GuestTrAccessRights},
        {GuestEsBase, GuestCsBase, GuestSsBase, GuestDsBase, GuestFsBase, GuestGsBase, GuestLdtrBase, GuestTrBase}};
    std::uint32_t const first[] = {0x800, 0x4800, 0x4814, 0x6806};
    for (std::size_t row = 0; row < std::size(first); ++row)
        for (std::uint32_t i = 0; i < 8; ++i)
            CHECK(number(fields[row][i]) == first[row] + 2 * i);
}

TEST_CASE("exits and errors that the monitor lives by have the SDM's numbers") {
    CHECK(number(ExitReason::IoSmi) == 5);
    CHECK(number(ExitReason::OtherSmi) == 6);
    CHECK(number(ExitReason::Rsm) == 17);
    CHECK(number(ExitReason::Vmcall) == 18);
    CHECK(number(ExitReason::CrAccess) == 28);
    CHECK(number(ExitReason::IoInstruction) == 30);
    CHECK(number(ExitReason::Rdmsr) == 31);
    CHECK(number(ExitReason::Wrmsr) == 32);
    CHECK(number(ExitReason::EptViolation) == 48);
    CHECK(number(ExitReason::EptMisconfiguration) == 49);
    CHECK(number(ExitReason::PreemptionTimer) == 52);
    CHECK(number(ExitReason::Wbinvd) == 54);
    CHECK(number(VmxError::EntryInvalidExecutivePointer) == 16);
    CHECK(number(VmxError::VmcallNonClearVmcs) == 19);
    CHECK(number(VmxError::VmcallInvalidExitControls) == 20);
    CHECK(number(VmxError::VmcallWrongMsegRevision) == 22);
    CHECK(number(VmxError::VmxoffUnderDualMonitor) == 23);
    CHECK(number(VmxError::VmcallInvalidMonitorFeatures) == 24);
    CHECK(number(VmxError::EntryInvalidExecutiveControls) == 25);
}

TEST_CASE("words of a real processor read as what it is") {
    // VM-entry controls as a host sets them up for a 64-bit handler in SMM: the bits that are always 1, and three more.
    std::uint32_t const entry =
        0x000011fb | entry_control::kIa32eModeGuest | entry_control::kEntryToSmm | entry_control::kLoadEfer;
    CHECK(entry == 0x000097fb);

    // OUT to port 0xb2, one byte, immediate
    std::uint64_t const out = 0x00b20040;
    CHECK(part(out, io_qualification::kPort, io_qualification::kPortShift) == 0xb2);
    CHECK((out & io_qualification::kSize) + 1 == 1);
    CHECK((out & io_qualification::kIn) == 0);
    CHECK((out & io_qualification::kImmediate) != 0);

    // MOV from CR3 to RBX
    std::uint64_t const mov = 0x313;
    CHECK((mov & cr_qualification::kRegister) == 3);
    CHECK(part(mov, cr_qualification::kAccessType, cr_qualification::kAccessTypeShift) ==
          number(CrAccessType::MovFrom));
    CHECK(part(mov, cr_qualification::kGeneralRegister, cr_qualification::kGeneralRegisterShift) == 3);

    // A page fault with its error code
    std::uint32_t const fault = 0x80000b0e;
    CHECK((fault & interruption::kVector) == 14);
    CHECK(part(fault, interruption::kType, interruption::kTypeShift) == number(InterruptionType::HardwareException));
    CHECK((fault & interruption::kErrorCode) != 0);
    CHECK((fault & interruption::kValid) != 0);

    // 64-bit code segment
    std::uint32_t const code = 0xa09b;
    CHECK((code & access_rights::kLong) != 0);
    CHECK((code & access_rights::kDefaultBig) == 0);
    CHECK((code & (access_rights::kUnusable | access_rights::kReserved)) == 0);

    // IA32_VMX_BASIC: revision 0x12, 4 KiB, dual monitor, write-back, INS and OUTS, true controls
    std::uint64_t const basic = 0x00da100000000012;
    CHECK((basic & vmx_basic::kRevision) == 0x12);
    CHECK(part(basic, vmx_basic::kRegionSize, vmx_basic::kRegionSizeShift) == 4096);
    CHECK((basic & vmx_basic::kDualMonitor) != 0);
    CHECK((basic & vmx_basic::kPhysicalWidth32) == 0);
    CHECK(part(basic, vmx_basic::kMemoryType, vmx_basic::kMemoryTypeShift) == 6);
    CHECK((basic & vmx_basic::kInsOutsInformation) != 0);
    CHECK((basic & vmx_basic::kTrueControls) != 0);

    // IA32_SMM_MONITOR_CTL: valid, MSEG at 0x7f400000
    std::uint64_t const monitor = 0x7f400001;
    CHECK((monitor & smm_monitor_ctl::kValid) != 0);
    CHECK((monitor & smm_monitor_ctl::kMsegBase) == 0x7f400000);
}

TEST_CASE("the MSRs of SMM and VMX have the SDM's numbers") {
    CHECK(number(Msr::ApicBase) == 0x1b);
    CHECK(number(Msr::FeatureControl) == 0x3a);
    CHECK(number(Msr::SmmMonitorCtl) == 0x9b);
    CHECK(number(Msr::Smbase) == 0x9e);
    CHECK(number(Msr::SmrrPhysBase) == 0x1f2);
    CHECK(number(Msr::SmrrPhysMask) == 0x1f3);
    CHECK(number(Msr::VmxBasic) == 0x480);
    CHECK(number(Msr::VmxMisc) == 0x485);
    CHECK(number(Msr::VmxEptVpidCap) == 0x48c);
    CHECK(number(Msr::VmxVmfunc) == 0x491);
    CHECK(number(Msr::Efer) == 0xc0000080);
}
