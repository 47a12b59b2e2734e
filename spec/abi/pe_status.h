// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What a PE call returns in EAX, beside the codes of status.h (STM/PE).
namespace stm::abi {

enum class PeStatus : uint32_t {
    // clang-format off
    Success = 0x00000000,

    SpaceTooLarge = 0x80040001,            ModuleAddressTooLow = 0x80040002,      ModuleTooLarge = 0x80040003,
    NoPtSpace = 0x80040004,                NoRlSpace = 0x80040005,                MemoryAcSetupFailure = 0x80040006,
    SharedMemorySetupError = 0x80040007,   ModuleMapFailure = 0x80040008,         SharedMapFailure = 0x80040009,
    VmcsAllocFail = 0x8004000a,            VmlaunchError = 0x8004000b,            VmBadAccess = 0x8004000c,
    VmSetupErrorDL = 0x8004000d,           VmSetupErrorIa32eD = 0x8004000e,       VmTripleFault = 0x8004000f,
    VmPageFault = 0x80040010,              VmAttemptedVmcall = 0x80040011,        VmNmi = 0x80040012,
    VmCpuid = 0x80040013,                  VmIo = 0x80040014,                     VmUnexpectedVmexit = 0x80040015,
    VmReadMsr = 0x80040016,                VmWriteMsr = 0x80040017,               RegionListSetupError = 0x80040018,
    RegionListBadFormat = 0x80040019,      VmBadPhysicalAddress = 0x8004001a,     VmNoPermVm = 0x8004001b,
    VmExecuting = 0x8004001c,              VmPermOptOut = 0x8004001d,             VmPermAlreadyEstablished = 0x8004001e,
    VmTempActive = 0x8004001f,             VmException = 0x80040020,              VmTempOptOut = 0x80040021,
    VmPermTerm = 0x80040022,               VmPeSetupError = 0x80040023,           VmGpFault = 0x80040024,

    RegionMemsizeInvalid = 0x80050001,     InvalidResource = 0x80050002,          AllocFailure = 0x80050003,

    Fail = 0xffffffff,
    // clang-format on
};

} // namespace stm::abi
