// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmcs_field.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace redoubt::machine {

// clang-format off
// The fields of the modelled processor, in the order in which it keeps them.
inline constexpr auto kFields = [] {
    using enum stm::abi::VmcsField;
    return std::array{
        Vpid,
        GuestEsSelector, GuestCsSelector, GuestSsSelector, GuestDsSelector, GuestFsSelector, GuestGsSelector,
        GuestLdtrSelector, GuestTrSelector,
        HostEsSelector, HostCsSelector, HostSsSelector, HostDsSelector, HostFsSelector, HostGsSelector, HostTrSelector,

        IoBitmapA, IoBitmapB, MsrBitmaps, ExitMsrStoreAddress, ExitMsrLoadAddress, EntryMsrLoadAddress,
        ExecutiveVmcsPointer, TscOffset, EptPointer,
        GuestPhysicalAddress,
        VmcsLinkPointer, GuestDebugctl, GuestPat, GuestEfer, GuestPerfGlobalCtrl,
        GuestPdpte0, GuestPdpte1, GuestPdpte2, GuestPdpte3,
        HostPat, HostEfer, HostPerfGlobalCtrl,

        PinControls, ProcControls, ExceptionBitmap, PageFaultErrorCodeMask, PageFaultErrorCodeMatch, Cr3TargetCount,
        ExitControls, ExitMsrStoreCount, ExitMsrLoadCount, EntryControls, EntryMsrLoadCount,
        EntryInterruptionInformation, EntryExceptionErrorCode, EntryInstructionLength, Proc2Controls,
        VmInstructionError, ExitReason, ExitInterruptionInformation, ExitInterruptionErrorCode,
        IdtVectoringInformation, IdtVectoringErrorCode, ExitInstructionLength, ExitInstructionInformation,
        GuestEsLimit, GuestCsLimit, GuestSsLimit, GuestDsLimit, GuestFsLimit, GuestGsLimit, GuestLdtrLimit,
        GuestTrLimit, GuestGdtrLimit, GuestIdtrLimit,
        GuestEsAccessRights, GuestCsAccessRights, GuestSsAccessRights, GuestDsAccessRights, GuestFsAccessRights,
        GuestGsAccessRights, GuestLdtrAccessRights, GuestTrAccessRights,
        GuestInterruptibility, GuestActivityState, GuestSmbase, GuestSysenterCs, PreemptionTimerValue,
        HostSysenterCs,

        Cr0GuestHostMask, Cr4GuestHostMask, Cr0ReadShadow, Cr4ReadShadow,
        Cr3TargetValue0, Cr3TargetValue1, Cr3TargetValue2, Cr3TargetValue3,
        ExitQualification, IoRcx, IoRsi, IoRdi, IoRip, GuestLinearAddress,
        GuestCr0, GuestCr3, GuestCr4,
        GuestEsBase, GuestCsBase, GuestSsBase, GuestDsBase, GuestFsBase, GuestGsBase, GuestLdtrBase, GuestTrBase,
        GuestGdtrBase, GuestIdtrBase, GuestDr7, GuestRsp, GuestRip, GuestRflags, GuestPendingDebug,
        GuestSysenterEsp, GuestSysenterEip,
        HostCr0, HostCr3, HostCr4, HostFsBase, HostGsBase, HostTrBase, HostGdtrBase, HostIdtrBase,
        HostSysenterEsp, HostSysenterEip, HostRsp, HostRip,
    };
}();
// clang-format on

namespace field_map {

inline constexpr uint32_t encodings = 0x8000; // those with bits 31:15 clear; bit 0 does not count
inline constexpr uint8_t none = 0xff;
static_assert(kFields.size() < none);

// By encoding, the place in kFields.
inline constexpr auto positions = [] {
    std::array<uint8_t, encodings / 2> positions = {};
    positions.fill(none);
    for (size_t i = 0; i < kFields.size(); ++i)
        positions[static_cast<uint32_t>(kFields[i]) / 2] = static_cast<uint8_t>(i);
    return positions;
}();

} // namespace field_map

[[nodiscard]] constexpr size_t field_position(stm::abi::VmcsField field) {
    return field_map::positions[static_cast<uint32_t>(field) / 2];
}

// The bits that a field has (SDM vol. 3C 24.11.2: its width).
[[nodiscard]] constexpr uint64_t field_mask(stm::abi::VmcsField field) {
    switch (static_cast<stm::abi::VmcsWidth>(static_cast<uint32_t>(field) >> 13 & 3)) {
    case stm::abi::VmcsWidth::Bits16: return 0xffff;
    case stm::abi::VmcsWidth::Bits32: return 0xffffffff;
    case stm::abi::VmcsWidth::Bits64:
    case stm::abi::VmcsWidth::Natural: break;
    }
    return ~uint64_t{0};
}

} // namespace redoubt::machine
