// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/protection_exception.h"

#include <stdint.h>

// TXT_PROCESSOR_SMM_DESCRIPTOR (PSD): what the BIOS tells the monitor of one processor (StmApi.h).
namespace stm::abi {

// Offsets from SMBASE
namespace smbase {
inline constexpr uint64_t kSmiEntry = 0x8000;
inline constexpr uint64_t kPsd = 0xfb00;
inline constexpr uint64_t kSaveState = 0xfc00;
inline constexpr uint64_t kSaveStateSize = 0x400;
} // namespace smbase

struct Psd {
    uint64_t signature;
    uint16_t size;
    uint8_t smm_descriptor_ver_major;
    uint8_t smm_descriptor_ver_minor;
    uint32_t local_apic_id;
    uint8_t smm_entry_state;
    uint8_t smm_resume_state;
    uint8_t stm_smm_state; // written by the monitor
    uint8_t reserved4;
    uint16_t smm_cs; // selectors in SmmGdt
    uint16_t smm_ds;
    uint16_t smm_ss;
    uint16_t smm_other_segment;
    uint16_t smm_tr;
    uint16_t reserved5;
    uint64_t smm_cr3;
    uint64_t smm_stm_setup_rip;
    uint64_t smm_stm_teardown_rip;
    uint64_t smm_smi_handler_rip;
    uint64_t smm_smi_handler_rsp;
    uint64_t smm_gdt_ptr;
    uint32_t smm_gdt_size;
    uint32_t required_stm_smm_rev_id;
    ProtectionExceptionHandler stm_protection_exception_handler;
    uint64_t reserved6;
    uint64_t bios_hw_resource_requirements_ptr; // physical; a list of resources
    uint64_t acpi_rsdp;                         // from version 1.0 on, as the next one
    uint8_t physical_address_bits;
    uint8_t beyond[7]; // no part of it

    static constexpr uint64_t kSignature = 0x4749535350545854; // "TXTPSSIG"
    static constexpr uint16_t kSize = 137;
    static constexpr uint16_t kSize099 = 128; // version 0.99
    static constexpr uint8_t kVersionMajor = 1;
    static constexpr uint8_t kVersionMinor = 0;

    // smm_entry_state
    static constexpr uint8_t kExecutionDisableOutsideSmrr = 1u << 0;
    static constexpr uint8_t kIntel64Mode = 1u << 1;
    static constexpr uint8_t kCr4Pae = 1u << 2;
    static constexpr uint8_t kCr4Pse = 1u << 3;

    // smm_resume_state
    static constexpr uint8_t kSmramToVmcsRestoreRequired = 1u << 0;
    static constexpr uint8_t kReinitializeVmcsRequired = 1u << 1;

    // stm_smm_state
    static constexpr uint8_t kDomainType = 0xf;
    static constexpr uint8_t kXStatePolicy = 0x30;
    static constexpr uint8_t kXStatePolicyShift = 4;
    static constexpr uint8_t kEptEnabled = 1u << 6;
};
static_assert(
    __builtin_offsetof(Psd, signature) == 0x00 && __builtin_offsetof(Psd, size) == 0x08 &&
    __builtin_offsetof(Psd, smm_descriptor_ver_major) == 0x0a &&
    __builtin_offsetof(Psd, smm_descriptor_ver_minor) == 0x0b && __builtin_offsetof(Psd, local_apic_id) == 0x0c &&
    __builtin_offsetof(Psd, smm_entry_state) == 0x10 && __builtin_offsetof(Psd, smm_resume_state) == 0x11 &&
    __builtin_offsetof(Psd, stm_smm_state) == 0x12 && __builtin_offsetof(Psd, reserved4) == 0x13 &&
    __builtin_offsetof(Psd, smm_cs) == 0x14 && __builtin_offsetof(Psd, smm_ds) == 0x16 &&
    __builtin_offsetof(Psd, smm_ss) == 0x18 && __builtin_offsetof(Psd, smm_other_segment) == 0x1a &&
    __builtin_offsetof(Psd, smm_tr) == 0x1c && __builtin_offsetof(Psd, reserved5) == 0x1e &&
    __builtin_offsetof(Psd, smm_cr3) == 0x20 && __builtin_offsetof(Psd, smm_stm_setup_rip) == 0x28 &&
    __builtin_offsetof(Psd, smm_stm_teardown_rip) == 0x30 && __builtin_offsetof(Psd, smm_smi_handler_rip) == 0x38 &&
    __builtin_offsetof(Psd, smm_smi_handler_rsp) == 0x40 && __builtin_offsetof(Psd, smm_gdt_ptr) == 0x48 &&
    __builtin_offsetof(Psd, smm_gdt_size) == 0x50 && __builtin_offsetof(Psd, required_stm_smm_rev_id) == 0x54 &&
    __builtin_offsetof(Psd, stm_protection_exception_handler) == 0x58 && __builtin_offsetof(Psd, reserved6) == 0x70 &&
    __builtin_offsetof(Psd, bios_hw_resource_requirements_ptr) == 0x78 && __builtin_offsetof(Psd, acpi_rsdp) == 0x80 &&
    __builtin_offsetof(Psd, physical_address_bits) == 0x88 && __builtin_offsetof(Psd, beyond) == Psd::kSize);

} // namespace stm::abi
