// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The calls: VMCALL with the function in EAX. EBX and ECX are the low and the high half of the address of what the
// table names; bits 11:0 of the address are taken as 0, and ECX is 0 outside 64-bit mode. On return EAX is a Status, CF
// says whether it is an error, and no register changes that the table does not name as an output (StmApi.h).
namespace stm::abi {

enum class Function : uint32_t {
    // From the BIOS's SMI handler
    MapAddressRange = 0x00000001,               // MapAddressRangeDescriptor
    UnmapAddressRange = 0x00000002,             // UnmapAddressRangeDescriptor, by virtual address
    AddressLookup = 0x00000003,                 // AddressLookupDescriptor, by virtual address; in and out
    ReturnFromProtectionException = 0x00000004, // in: EBX 0 to resume, 1 to 15 to reset; returns elsewhere

    // From a PE (STM/PE), beside MapAddressRange
    GetVmcsMap = 0x00000005, // out: VmcsFieldOffset, one a field

    // From the OS
    Start = 0x00010001,                // in: EDX start_option
    Stop = 0x00010002,                 //
    ProtectResource = 0x00010003,      // a list of resources; out: its return_status bits
    UnprotectResource = 0x00010004,    // the same
    GetBiosResources = 0x00010005,     // out: a page of the list; EDX in: its index, out: the next, 0 at the end
    ManageVmcsDatabase = 0x00010006,   // VmcsDatabaseRequest
    InitializeProtection = 0x00010007, // out: EBX capability
    ManageEventLog = 0x00010008,       // EventLogRequest

    // From the OS, for PEs (STM/PE)
    AddTempPeVm = 0x00010009,      // PeModuleInfo
    AddPermPeVm = 0x0001000a,      // PeModuleInfo
    RunPeVm = 0x0001000b,          //
    EndAddPermPeVm = 0x0001000c,   //
    AddPermPeVmNoRun = 0x0001000d, // PeModuleInfo
};

inline constexpr uint32_t kFromOs = 1u << 16; // in EAX; clear: from the handler or a PE

namespace start_option {
inline constexpr uint32_t kSmiUnblockingByVmxOff = 1u << 0;
}

// Byte-granular support
namespace capability {
inline constexpr uint32_t kRscBgi = 1u << 1;
inline constexpr uint32_t kRscBgm = 1u << 2;
inline constexpr uint32_t kRscMsr = 1u << 3;
} // namespace capability

} // namespace stm::abi
