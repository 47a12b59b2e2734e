// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/descriptor.hpp"

#include "spec/abi/mseg.h"

namespace redoubt::machine {
namespace {

using stm::abi::ProtectionExceptionHandler;
using stm::abi::Psd;

// Descriptors in the firmware's own GDT
struct Selectors {
    uint16_t code;
    uint16_t data;
    uint16_t task;
};

constexpr Selectors edk2_selectors{0x38, 0x20, 0x40};
constexpr Selectors coreboot_selectors{0x08, 0x10, 0x20};

constexpr uint8_t edk2_entry_state =
    Psd::kExecutionDisableOutsideSmrr | Psd::kIntel64Mode | Psd::kCr4Pae | Psd::kCr4Pse;

constexpr uint16_t all_exceptions =
    ProtectionExceptionHandler::kPageViolation | ProtectionExceptionHandler::kMsrViolation |
    ProtectionExceptionHandler::kRegisterViolation | ProtectionExceptionHandler::kIoViolation |
    ProtectionExceptionHandler::kPciViolation;

Psd common_part(LoadRequest const& request, SmiHandler const& handler, Selectors const& selectors) {
    Psd psd{};
    psd.signature = Psd::kSignature;
    psd.size = Psd::kSize;
    psd.smm_descriptor_ver_major = Psd::kVersionMajor;
    psd.smm_descriptor_ver_minor = Psd::kVersionMinor;
    psd.smm_cs = selectors.code;
    psd.smm_ds = selectors.data;
    psd.smm_ss = selectors.data;
    psd.smm_other_segment = selectors.data;
    psd.smm_tr = selectors.task;
    psd.smm_smi_handler_rip = handler.rip;
    psd.smm_gdt_ptr = handler.gdt_base;
    psd.smm_gdt_size = handler.gdt_size;
    psd.required_stm_smm_rev_id = required_rev_id(request.style);
    psd.bios_hw_resource_requirements_ptr = request.resource_list;
    return psd;
}

Psd edk2(LoadRequest const& request, SmiHandler const& handler) {
    auto psd = common_part(request, handler, edk2_selectors);
    psd.local_apic_id = handler.apic_id;
    psd.smm_entry_state = edk2_entry_state;
    psd.smm_cr3 = handler.cr3;
    psd.smm_stm_setup_rip = handler.setup_rip;
    psd.smm_stm_teardown_rip = handler.teardown_rip;
    psd.smm_smi_handler_rsp = handler.rsp;
    psd.stm_protection_exception_handler = {.spe_rip = handler.exception_rip,
                                            .spe_rsp = handler.exception_rsp,
                                            .spe_ss = edk2_selectors.data,
                                            .exceptions = all_exceptions,
                                            .reserved2 = 0};
    psd.acpi_rsdp = request.acpi_rsdp;
    psd.physical_address_bits = request.physical_bits;
    return psd;
}

Psd coreboot(LoadRequest const& request, SmiHandler const& handler, unsigned number) {
    auto psd = common_part(request, handler, coreboot_selectors);
    psd.local_apic_id = number; // its own count, not the APIC's ID
    return psd;
}

} // namespace

uint32_t required_rev_id(Style style) {
    return style == Style::Edk2 ? stm::abi::kStmSmmRevId : 0;
}

Psd make_descriptor(LoadRequest const& request, unsigned number) {
    auto const& handler = request.processors[number];
    return request.style == Style::Edk2 ? edk2(request, handler) : coreboot(request, handler, number);
}

} // namespace redoubt::machine
