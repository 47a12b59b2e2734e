// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What stands at MSEG base: the processor's header, and the loader's behind it (SDM vol. 3C 34.15.5; StmApi.h).
namespace stm::abi {

// Offsets are from MSEG base.
struct MsegHeader {
    uint32_t revision; // IA32_VMX_MISC[63:32]
    uint32_t monitor_features;
    uint32_t gdtr_limit;
    uint32_t gdtr_base_offset;
    uint32_t cs_selector; // SS, DS, ES, FS, GS: the next one in the table
    uint32_t eip_offset;
    uint32_t esp_offset;
    uint32_t cr3_offset;
    uint8_t reserved[0x7e0];

    // monitor_features; the other bits are 0
    static constexpr uint32_t kIa32e = 1u << 0;
};
static_assert(sizeof(MsegHeader) == 0x800 && __builtin_offsetof(MsegHeader, revision) == 0x00 &&
              __builtin_offsetof(MsegHeader, monitor_features) == 0x04 &&
              __builtin_offsetof(MsegHeader, gdtr_limit) == 0x08 &&
              __builtin_offsetof(MsegHeader, gdtr_base_offset) == 0x0c &&
              __builtin_offsetof(MsegHeader, cs_selector) == 0x10 &&
              __builtin_offsetof(MsegHeader, eip_offset) == 0x14 &&
              __builtin_offsetof(MsegHeader, esp_offset) == 0x18 &&
              __builtin_offsetof(MsegHeader, cr3_offset) == 0x1c && __builtin_offsetof(MsegHeader, reserved) == 0x20);

struct SoftwareStmHeader {
    uint8_t stm_spec_ver_major;
    uint8_t stm_spec_ver_minor;
    uint16_t reserved;
    uint32_t static_image_size;
    uint32_t per_proc_dynamic_memory_size;
    uint32_t additional_dynamic_memory_size;
    uint32_t stm_features;
    uint32_t number_of_rev_ids;

    static constexpr uint8_t kSpecVersionMajor = 1;
    static constexpr uint8_t kSpecVersionMinor = 0;

    // stm_features
    static constexpr uint32_t kIntel64ModeSupported = 1u << 0;
    static constexpr uint32_t kEptSupported = 1u << 1;
    static constexpr uint32_t kReserved = 0xfffffffc;
};
static_assert(sizeof(SoftwareStmHeader) == 0x18 && __builtin_offsetof(SoftwareStmHeader, stm_spec_ver_major) == 0x00 &&
              __builtin_offsetof(SoftwareStmHeader, stm_spec_ver_minor) == 0x01 &&
              __builtin_offsetof(SoftwareStmHeader, reserved) == 0x02 &&
              __builtin_offsetof(SoftwareStmHeader, static_image_size) == 0x04 &&
              __builtin_offsetof(SoftwareStmHeader, per_proc_dynamic_memory_size) == 0x08 &&
              __builtin_offsetof(SoftwareStmHeader, additional_dynamic_memory_size) == 0x0c &&
              __builtin_offsetof(SoftwareStmHeader, stm_features) == 0x10 &&
              __builtin_offsetof(SoftwareStmHeader, number_of_rev_ids) == 0x14);

// uint32_t StmSmmRevID[number_of_rev_ids] follows: the save-state formats that the monitor knows.
struct StmHeader {
    MsegHeader hw_stm_hdr;
    SoftwareStmHeader sw_stm_hdr;
};
static_assert(sizeof(StmHeader) == 0x818 && __builtin_offsetof(StmHeader, hw_stm_hdr) == 0x000 &&
              __builtin_offsetof(StmHeader, sw_stm_hdr) == 0x800);

inline constexpr uint32_t kStmHeaderSize = 0x1000; // at most, revision ids included
inline constexpr uint32_t kStmSmmRevId = 0x80010100;

// The page tables that a loader makes at cr3_offset: the first 4 GiB, one to one.
inline constexpr uint32_t kPageTableSize = 6 * 0x1000;

} // namespace stm::abi
