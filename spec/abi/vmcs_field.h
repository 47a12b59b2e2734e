// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Encodings of VMCS fields (SDM vol. 3D appendix B), and what an encoding says of its field (SDM vol. 3C 24.11.2).
namespace stm::abi {

enum class VmcsField : uint32_t {
    // clang-format off

    // 16 bits, control
    Vpid = 0x0000,                         PostedInterruptNotification = 0x0002,  EptpIndex = 0x0004,
    HlatPrefixSize = 0x0006,               LastPidPointerIndex = 0x0008,

    // 16 bits, guest state
    GuestEsSelector = 0x0800,              GuestCsSelector = 0x0802,              GuestSsSelector = 0x0804,
    GuestDsSelector = 0x0806,              GuestFsSelector = 0x0808,              GuestGsSelector = 0x080a,
    GuestLdtrSelector = 0x080c,            GuestTrSelector = 0x080e,              GuestInterruptStatus = 0x0810,
    PmlIndex = 0x0812,                     GuestUinv = 0x0814,

    // 16 bits, host state
    HostEsSelector = 0x0c00,               HostCsSelector = 0x0c02,               HostSsSelector = 0x0c04,
    HostDsSelector = 0x0c06,               HostFsSelector = 0x0c08,               HostGsSelector = 0x0c0a,
    HostTrSelector = 0x0c0c,

    // 64 bits, control
    IoBitmapA = 0x2000,                    IoBitmapB = 0x2002,                    MsrBitmaps = 0x2004,
    ExitMsrStoreAddress = 0x2006,          ExitMsrLoadAddress = 0x2008,           EntryMsrLoadAddress = 0x200a,
    ExecutiveVmcsPointer = 0x200c,         PmlAddress = 0x200e,                   TscOffset = 0x2010,
    VirtualApicAddress = 0x2012,           ApicAccessAddress = 0x2014,            PostedInterruptDescriptor = 0x2016,
    VmFunctionControls = 0x2018,           EptPointer = 0x201a,                   EoiExitBitmap0 = 0x201c,
    EoiExitBitmap1 = 0x201e,               EoiExitBitmap2 = 0x2020,               EoiExitBitmap3 = 0x2022,
    EptpListAddress = 0x2024,              VmreadBitmap = 0x2026,                 VmwriteBitmap = 0x2028,
    VeInformationAddress = 0x202a,         XssExitingBitmap = 0x202c,             EnclsExitingBitmap = 0x202e,
    SppTablePointer = 0x2030,              TscMultiplier = 0x2032,                TertiaryProcControls = 0x2034,
    EnclvExitingBitmap = 0x2036,           LowPasidDirectory = 0x2038,            HighPasidDirectory = 0x203a,
    SharedEptPointer = 0x203c,             PconfigExitingBitmap = 0x203e,         HlatPointer = 0x2040,
    PidPointerTable = 0x2042,              SecondaryExitControls = 0x2044,

    // 64 bits, read-only data
    GuestPhysicalAddress = 0x2400,

    // 64 bits, guest state
    VmcsLinkPointer = 0x2800,              GuestDebugctl = 0x2802,                GuestPat = 0x2804,
    GuestEfer = 0x2806,                    GuestPerfGlobalCtrl = 0x2808,          GuestPdpte0 = 0x280a,
    GuestPdpte1 = 0x280c,                  GuestPdpte2 = 0x280e,                  GuestPdpte3 = 0x2810,
    GuestBndcfgs = 0x2812,                 GuestRtitCtl = 0x2814,                 GuestLbrCtl = 0x2816,
    GuestPkrs = 0x2818,

    // 64 bits, host state
    HostPat = 0x2c00,                      HostEfer = 0x2c02,                     HostPerfGlobalCtrl = 0x2c04,
    HostPkrs = 0x2c06,

    // 32 bits, control
    PinControls = 0x4000,                  ProcControls = 0x4002,                 ExceptionBitmap = 0x4004,
    PageFaultErrorCodeMask = 0x4006,       PageFaultErrorCodeMatch = 0x4008,      Cr3TargetCount = 0x400a,
    ExitControls = 0x400c,                 ExitMsrStoreCount = 0x400e,            ExitMsrLoadCount = 0x4010,
    EntryControls = 0x4012,                EntryMsrLoadCount = 0x4014,            EntryInterruptionInformation = 0x4016,
    EntryExceptionErrorCode = 0x4018,      EntryInstructionLength = 0x401a,       TprThreshold = 0x401c,
    Proc2Controls = 0x401e,                PleGap = 0x4020,                       PleWindow = 0x4022,
    InstructionTimeoutControl = 0x4024,

    // 32 bits, read-only data
    VmInstructionError = 0x4400,           ExitReason = 0x4402,                   ExitInterruptionInformation = 0x4404,
    ExitInterruptionErrorCode = 0x4406,    IdtVectoringInformation = 0x4408,      IdtVectoringErrorCode = 0x440a,
    ExitInstructionLength = 0x440c,        ExitInstructionInformation = 0x440e,

    // 32 bits, guest state
    GuestEsLimit = 0x4800,                 GuestCsLimit = 0x4802,                 GuestSsLimit = 0x4804,
    GuestDsLimit = 0x4806,                 GuestFsLimit = 0x4808,                 GuestGsLimit = 0x480a,
    GuestLdtrLimit = 0x480c,               GuestTrLimit = 0x480e,                 GuestGdtrLimit = 0x4810,
    GuestIdtrLimit = 0x4812,               GuestEsAccessRights = 0x4814,          GuestCsAccessRights = 0x4816,
    GuestSsAccessRights = 0x4818,          GuestDsAccessRights = 0x481a,          GuestFsAccessRights = 0x481c,
    GuestGsAccessRights = 0x481e,          GuestLdtrAccessRights = 0x4820,        GuestTrAccessRights = 0x4822,
    GuestInterruptibility = 0x4824,        GuestActivityState = 0x4826,           GuestSmbase = 0x4828,
    GuestSysenterCs = 0x482a,              PreemptionTimerValue = 0x482e,

    // 32 bits, host state
    HostSysenterCs = 0x4c00,

    // Natural width, control
    Cr0GuestHostMask = 0x6000,             Cr4GuestHostMask = 0x6002,             Cr0ReadShadow = 0x6004,
    Cr4ReadShadow = 0x6006,                Cr3TargetValue0 = 0x6008,              Cr3TargetValue1 = 0x600a,
    Cr3TargetValue2 = 0x600c,              Cr3TargetValue3 = 0x600e,

    // Natural width, read-only data
    ExitQualification = 0x6400,            IoRcx = 0x6402,                        IoRsi = 0x6404,
    IoRdi = 0x6406,                        IoRip = 0x6408,                        GuestLinearAddress = 0x640a,

    // Natural width, guest state
    GuestCr0 = 0x6800,                     GuestCr3 = 0x6802,                     GuestCr4 = 0x6804,
    GuestEsBase = 0x6806,                  GuestCsBase = 0x6808,                  GuestSsBase = 0x680a,
    GuestDsBase = 0x680c,                  GuestFsBase = 0x680e,                  GuestGsBase = 0x6810,
    GuestLdtrBase = 0x6812,                GuestTrBase = 0x6814,                  GuestGdtrBase = 0x6816,
    GuestIdtrBase = 0x6818,                GuestDr7 = 0x681a,                     GuestRsp = 0x681c,
    GuestRip = 0x681e,                     GuestRflags = 0x6820,                  GuestPendingDebug = 0x6822,
    GuestSysenterEsp = 0x6824,             GuestSysenterEip = 0x6826,             GuestSCet = 0x6828,
    GuestSsp = 0x682a,                     GuestInterruptSspTable = 0x682c,

    // Natural width, host state
    HostCr0 = 0x6c00,                      HostCr3 = 0x6c02,                      HostCr4 = 0x6c04,
    HostFsBase = 0x6c06,                   HostGsBase = 0x6c08,                   HostTrBase = 0x6c0a,
    HostGdtrBase = 0x6c0c,                 HostIdtrBase = 0x6c0e,                 HostSysenterEsp = 0x6c10,
    HostSysenterEip = 0x6c12,              HostRsp = 0x6c14,                      HostRip = 0x6c16,
    HostSCet = 0x6c18,                     HostSsp = 0x6c1a,                      HostInterruptSspTable = 0x6c1c,
    // clang-format on
};

enum class VmcsWidth : uint8_t { Bits16 = 0, Bits64 = 1, Bits32 = 2, Natural = 3 };

enum class VmcsType : uint8_t { Control = 0, ReadOnlyData = 1, GuestState = 2, HostState = 3 };

/*@ assigns \nothing;
    ensures \result == (field / 0x2000) % 4;
*/
[[nodiscard]] VmcsWidth width_of(VmcsField field);

/*@ assigns \nothing;
    ensures \result == (field / 0x400) % 4;
*/
[[nodiscard]] VmcsType type_of(VmcsField field);

// The upper half of a 64-bit field has an encoding of its own: this bit is added.
inline constexpr uint32_t kHighAccess = 1u << 0;

} // namespace stm::abi
