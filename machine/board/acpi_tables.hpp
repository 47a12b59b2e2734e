// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// ACPI's tables as they lie in memory (ACPI 3.0 chapter 5; MCFG: PCI Firmware Specification 3.0, 4.1.2). All of a
// table's bytes add up to 0, its checksum included.
namespace redoubt::machine::acpi {

using Name4 = std::array<char, 4>;
using Name6 = std::array<char, 6>;
using Name8 = std::array<char, 8>;

struct [[gnu::packed]] Rsdp {
    Name8 signature{'R', 'S', 'D', ' ', 'P', 'T', 'R', ' '};
    uint8_t checksum; // of the first 20 bytes
    Name6 oem_id;
    uint8_t revision = 2;
    uint32_t rsdt_address;
    uint32_t length;
    uint64_t xsdt_address;
    uint8_t extended_checksum; // of all
    std::array<uint8_t, 3> reserved;

    static constexpr std::size_t first_part = 20;
};
static_assert(sizeof(Rsdp) == 36 && offsetof(Rsdp, checksum) == 8 && offsetof(Rsdp, revision) == 15 &&
              offsetof(Rsdp, length) == 20 && offsetof(Rsdp, xsdt_address) == 24 &&
              offsetof(Rsdp, extended_checksum) == 32);

struct [[gnu::packed]] Header {
    Name4 signature;
    uint32_t length; // of the table
    uint8_t revision;
    uint8_t checksum;
    Name6 oem_id;
    Name8 oem_table_id;
    uint32_t oem_revision;
    Name4 creator_id;
    uint32_t creator_revision;
};
static_assert(sizeof(Header) == 36 && offsetof(Header, length) == 4 && offsetof(Header, revision) == 8 &&
              offsetof(Header, checksum) == 9 && offsetof(Header, oem_id) == 10 &&
              offsetof(Header, oem_table_id) == 16 && offsetof(Header, creator_id) == 28);

// The addresses of the other tables follow.
struct [[gnu::packed]] Xsdt {
    Header header;
};

// Structures follow, here of one kind.
struct [[gnu::packed]] Madt {
    Header header;
    uint32_t local_apic_address;
    uint32_t flags;
};
static_assert(sizeof(Madt) == 44 && offsetof(Madt, local_apic_address) == 36);

struct [[gnu::packed]] ProcessorLocalApic {
    uint8_t type = 0;
    uint8_t length = 8;
    uint8_t acpi_processor_id;
    uint8_t apic_id;
    uint32_t flags;

    static constexpr uint32_t enabled = 1u << 0;
};
static_assert(sizeof(ProcessorLocalApic) == 8 && offsetof(ProcessorLocalApic, apic_id) == 3);

struct [[gnu::packed]] Mcfg {
    Header header;
    uint64_t reserved;
    // of one segment group
    uint64_t base_address;
    uint16_t segment_group;
    uint8_t start_bus;
    uint8_t end_bus;
    uint32_t reserved2;
};
static_assert(sizeof(Mcfg) == 60 && offsetof(Mcfg, base_address) == 44 && offsetof(Mcfg, start_bus) == 54);

struct [[gnu::packed]] GenericAddress {
    uint8_t space;
    uint8_t bit_width;
    uint8_t bit_offset;
    uint8_t access_size;
    uint64_t address;

    static constexpr uint8_t io_space = 1;
};
static_assert(sizeof(GenericAddress) == 12);

struct [[gnu::packed]] Fadt {
    Header header;
    uint32_t firmware_ctrl; // the FACS
    uint32_t dsdt;
    uint8_t reserved;
    uint8_t preferred_pm_profile;
    uint16_t sci_int;
    uint32_t smi_cmd;
    uint8_t acpi_enable;
    uint8_t acpi_disable;
    uint8_t s4bios_req;
    uint8_t pstate_cnt;
    uint32_t pm1a_evt_blk;
    uint32_t pm1b_evt_blk;
    uint32_t pm1a_cnt_blk;
    uint32_t pm1b_cnt_blk;
    uint32_t pm2_cnt_blk;
    uint32_t pm_tmr_blk;
    uint32_t gpe0_blk;
    uint32_t gpe1_blk;
    uint8_t pm1_evt_len;
    uint8_t pm1_cnt_len;
    uint8_t pm2_cnt_len;
    uint8_t pm_tmr_len;
    uint8_t gpe0_blk_len;
    uint8_t gpe1_blk_len;
    uint8_t gpe1_base;
    uint8_t cst_cnt;
    uint16_t p_lvl2_lat;
    uint16_t p_lvl3_lat;
    uint16_t flush_size;
    uint16_t flush_stride;
    uint8_t duty_offset;
    uint8_t duty_width;
    uint8_t day_alrm;
    uint8_t mon_alrm;
    uint8_t century;
    uint16_t iapc_boot_arch;
    uint8_t reserved2;
    uint32_t flags;
    GenericAddress reset_reg;
    uint8_t reset_value;
    std::array<uint8_t, 3> reserved3;
    uint64_t x_firmware_ctrl;
    uint64_t x_dsdt;
    GenericAddress x_pm1a_evt_blk;
    GenericAddress x_pm1b_evt_blk;
    GenericAddress x_pm1a_cnt_blk;
    GenericAddress x_pm1b_cnt_blk;
    GenericAddress x_pm2_cnt_blk;
    GenericAddress x_pm_tmr_blk;
    GenericAddress x_gpe0_blk;
    GenericAddress x_gpe1_blk;

    // flags
    static constexpr uint32_t wbinvd = 1u << 0;
    static constexpr uint32_t proc_c1 = 1u << 2;
    static constexpr uint32_t reset_reg_sup = 1u << 10;

    static constexpr uint16_t no_c2 = 101;  // of p_lvl2_lat
    static constexpr uint16_t no_c3 = 1001; // of p_lvl3_lat
};
static_assert(sizeof(Fadt) == 244 && offsetof(Fadt, dsdt) == 40 && offsetof(Fadt, sci_int) == 46 &&
              offsetof(Fadt, smi_cmd) == 48 && offsetof(Fadt, pm1a_evt_blk) == 56 && offsetof(Fadt, pm_tmr_blk) == 76 &&
              offsetof(Fadt, pm1_evt_len) == 88 && offsetof(Fadt, flags) == 112 && offsetof(Fadt, reset_reg) == 116 &&
              offsetof(Fadt, reset_value) == 128 && offsetof(Fadt, x_dsdt) == 140 &&
              offsetof(Fadt, x_pm1a_evt_blk) == 148 && offsetof(Fadt, x_pm_tmr_blk) == 208);

// No checksum.
struct [[gnu::packed]] Facs {
    Name4 signature{'F', 'A', 'C', 'S'};
    uint32_t length;
    uint32_t hardware_signature;
    uint32_t waking_vector;
    uint32_t global_lock;
    uint32_t flags;
    uint64_t x_waking_vector;
    uint8_t version = 1;
    std::array<uint8_t, 31> reserved;
};
static_assert(sizeof(Facs) == 64 && offsetof(Facs, x_waking_vector) == 24 && offsetof(Facs, version) == 32);

} // namespace redoubt::machine::acpi
