// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// A PE module as the OS hands it over (STM/PE). Addresses are physical; guest ones are in the module's address space.
namespace stm::abi {

struct PeModuleInfo {
    uint64_t module_address;
    uint64_t module_load_address; // guest
    uint32_t module_size;
    uint32_t module_entry_point;  // from module_load_address
    uint64_t address_space_start; // guest
    uint32_t address_space_size;
    uint32_t vm_config;
    uint64_t cr3_load;    // guest
    uint64_t shared_page; // read and written by both
    uint64_t segment;     // a page of PeRegion
    uint32_t shared_page_size;
    uint32_t do_not_clear_size;   // from address_space_start, kept from run to run
    uint64_t module_data_section; // guest

    // vm_config
    static constexpr uint32_t kCr0Pe = 1u << 0;
    static constexpr uint32_t kSetPermVm = 1u << 2;
    static constexpr uint32_t kCr4Pae = 1u << 3;
    static constexpr uint32_t kPermVmExceptionHandling = 1u << 6;
    static constexpr uint32_t kCsL = 1u << 13;
    static constexpr uint32_t kCsD = 1u << 14;
    static constexpr uint32_t kSetIa32e = 1u << 15;
    static constexpr uint32_t kAllowTerm = 1u << 19;
    static constexpr uint32_t kRunOnce = 1u << 20;
    static constexpr uint32_t kCrashBreakdown = 1u << 21;
    static constexpr uint32_t kRunPeriodic = 1u << 22;
    static constexpr uint32_t kClearMemory = 1u << 23;
    static constexpr uint32_t kSetTextRw = 1u << 24;
    static constexpr uint32_t kExecHeap = 1u << 25;
    static constexpr uint32_t kInjectInt = 1u << 26;
    static constexpr uint32_t kCr0Pg = 1u << 31;
};
static_assert(sizeof(PeModuleInfo) == 80 && __builtin_offsetof(PeModuleInfo, module_address) == 0x00 &&
              __builtin_offsetof(PeModuleInfo, module_load_address) == 0x08 &&
              __builtin_offsetof(PeModuleInfo, module_size) == 0x10 &&
              __builtin_offsetof(PeModuleInfo, module_entry_point) == 0x14 &&
              __builtin_offsetof(PeModuleInfo, address_space_start) == 0x18 &&
              __builtin_offsetof(PeModuleInfo, address_space_size) == 0x20 &&
              __builtin_offsetof(PeModuleInfo, vm_config) == 0x24 &&
              __builtin_offsetof(PeModuleInfo, cr3_load) == 0x28 &&
              __builtin_offsetof(PeModuleInfo, shared_page) == 0x30 &&
              __builtin_offsetof(PeModuleInfo, segment) == 0x38 &&
              __builtin_offsetof(PeModuleInfo, shared_page_size) == 0x40 &&
              __builtin_offsetof(PeModuleInfo, do_not_clear_size) == 0x44 &&
              __builtin_offsetof(PeModuleInfo, module_data_section) == 0x48);

// Memory that the module may read, under its physical addresses. An entry with address 0 ends the list.
struct PeRegion {
    uint64_t address;
    uint64_t size;
};
static_assert(sizeof(PeRegion) == 16 && __builtin_offsetof(PeRegion, address) == 0 &&
              __builtin_offsetof(PeRegion, size) == 8);

inline constexpr uint32_t kMaxPeRegions = 256;

// RSP at entry is the address space's end less this. RBX and RCX are the low and the high half of shared_page, RDX is a
// page that the monitor shows to the module.
inline constexpr uint64_t kPeStackGap = 16;

// What GetVmcsMap fills in: where a field lies in a VMCS region.
struct VmcsFieldOffset {
    uint32_t field_encoding; // kLast after the last one
    uint32_t field_offset;

    static constexpr uint32_t kLast = 0xffff;
};
static_assert(sizeof(VmcsFieldOffset) == 8 && __builtin_offsetof(VmcsFieldOffset, field_encoding) == 0 &&
              __builtin_offsetof(VmcsFieldOffset, field_offset) == 4);

} // namespace stm::abi
