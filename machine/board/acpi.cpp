// SPDX-License-Identifier: Apache-2.0
#include "machine/board/acpi.hpp"

#include "machine/board/acpi_tables.hpp"
#include "machine/board/pm_registers.hpp"
#include "machine/board/reset_control.hpp"

#include <cstring>

namespace redoubt::machine {
namespace {

constexpr acpi::Name6 oem_id{'R', 'D', 'B', 'T', ' ', ' '};
constexpr std::size_t alignment = 64; // of the FACS; the others have none

// The tables' memory, as it fills.
class Area {
public:
    explicit Area(uint64_t address) : address_(address) {}

    [[nodiscard]] uint64_t next() const { return address_ + bytes_.size(); }

    void append(void const* what, std::size_t size) {
        auto const* const bytes = static_cast<std::byte const*>(what);
        bytes_.insert(bytes_.end(), bytes, bytes + size);
    }
    template <typename T>
    void append(T const& what) {
        append(&what, sizeof what);
    }

    // A table from here to the end is finished; the next one is aligned.
    void finish(uint64_t table) {
        auto const offset = table - address_;
        auto const length = static_cast<uint32_t>(bytes_.size() - offset);
        std::memcpy(&bytes_[offset + offsetof(acpi::Header, length)], &length, sizeof length);
        bytes_[offset + offsetof(acpi::Header, checksum)] = checksum(offset, length);
        align();
    }
    void align() { bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment); }

    template <typename T>
    void put(uint64_t address, T const& what) {
        std::memcpy(&bytes_[address - address_], &what, sizeof what);
    }

    // What brings the sum to 0.
    [[nodiscard]] std::byte checksum(std::size_t offset, std::size_t length) const {
        uint8_t sum = 0;
        for (std::size_t i = 0; i < length; ++i)
            sum = static_cast<uint8_t>(sum + std::to_integer<uint8_t>(bytes_[offset + i]));
        return static_cast<std::byte>(-sum);
    }

    [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

private:
    uint64_t address_;
    std::vector<std::byte> bytes_;
};

acpi::Header header(acpi::Name4 signature, uint8_t revision) {
    return {.signature = signature,
            .length = 0,
            .revision = revision,
            .checksum = 0,
            .oem_id = oem_id,
            .oem_table_id = {'M', 'A', 'C', 'H', 'I', 'N', 'E', ' '},
            .oem_revision = 1,
            .creator_id = {'R', 'D', 'B', 'T'},
            .creator_revision = 1};
}

acpi::GenericAddress port(uint64_t address, uint8_t bytes) {
    return {.space = acpi::GenericAddress::io_space,
            .bit_width = static_cast<uint8_t>(8 * bytes),
            .bit_offset = 0,
            .access_size = 0,
            .address = address};
}

acpi::Fadt fadt(PlatformLayout const& layout, uint64_t facs, uint64_t dsdt) {
    acpi::Fadt table{};
    table.header = header({'F', 'A', 'C', 'P'}, 3);
    table.firmware_ctrl = static_cast<uint32_t>(facs);
    table.dsdt = static_cast<uint32_t>(dsdt);
    table.sci_int = 9;
    table.smi_cmd = layout.apm_command;
    table.acpi_enable = layout.acpi_enable;
    table.acpi_disable = layout.acpi_disable;
    table.pm1a_evt_blk = layout.pm_block + pm::at::pm1_sts;
    table.pm1a_cnt_blk = layout.pm_block + pm::at::pm1_cnt;
    table.pm_tmr_blk = layout.pm_block + pm::at::pm1_tmr;
    table.pm1_evt_len = 4;
    table.pm1_cnt_len = 2;
    table.pm_tmr_len = 4;
    table.p_lvl2_lat = acpi::Fadt::no_c2;
    table.p_lvl3_lat = acpi::Fadt::no_c3;
    table.flags = acpi::Fadt::wbinvd | acpi::Fadt::proc_c1 | acpi::Fadt::reset_reg_sup;
    table.reset_reg = port(layout.reset_control, 1);
    table.reset_value = ResetControl::sys_rst | ResetControl::rst_cpu;
    table.x_firmware_ctrl = facs;
    table.x_dsdt = dsdt;
    table.x_pm1a_evt_blk = port(table.pm1a_evt_blk, table.pm1_evt_len);
    table.x_pm1a_cnt_blk = port(table.pm1a_cnt_blk, table.pm1_cnt_len);
    table.x_pm_tmr_blk = port(table.pm_tmr_blk, table.pm_tmr_len);
    return table;
}

uint64_t append_fadt(Area& area, PlatformLayout const& layout) {
    auto const facs = area.next();
    acpi::Facs table{};
    table.length = sizeof table;
    area.append(table);

    auto const dsdt = area.next();
    area.append(header({'D', 'S', 'D', 'T'}, 2));
    area.finish(dsdt);

    auto const address = area.next();
    area.append(fadt(layout, facs, dsdt));
    area.finish(address);
    return address;
}

uint64_t append_madt(Area& area, PlatformLayout const& layout) {
    auto const address = area.next();
    area.append(acpi::Madt{.header = header({'A', 'P', 'I', 'C'}, 2),
                           .local_apic_address = static_cast<uint32_t>(layout.local_apic.base),
                           .flags = 0});
    for (unsigned processor = 0; processor < layout.processors; ++processor)
        area.append(acpi::ProcessorLocalApic{.acpi_processor_id = static_cast<uint8_t>(processor),
                                             .apic_id = static_cast<uint8_t>(layout.apic_id(processor)),
                                             .flags = acpi::ProcessorLocalApic::enabled});
    area.finish(address);
    return address;
}

uint64_t append_mcfg(Area& area, PlatformLayout const& layout) {
    auto const address = area.next();
    auto const buses = layout.ecam.size >> 20;
    area.append(acpi::Mcfg{.header = header({'M', 'C', 'F', 'G'}, 1),
                           .reserved = 0,
                           .base_address = layout.ecam.base,
                           .segment_group = 0,
                           .start_bus = 0,
                           .end_bus = static_cast<uint8_t>(buses - 1),
                           .reserved2 = 0});
    area.finish(address);
    return address;
}

void append_xsdt(Area& area, std::initializer_list<uint64_t> tables) {
    auto const address = area.next();
    area.append(acpi::Xsdt{header({'X', 'S', 'D', 'T'}, 1)});
    for (auto const table : tables)
        area.append(table);
    area.finish(address);
}

} // namespace

std::vector<std::byte> acpi_tables(PlatformLayout const& layout, uint64_t address) {
    Area area(address);
    area.append(acpi::Rsdp{});
    area.align();
    auto const fadt = append_fadt(area, layout);
    auto const madt = append_madt(area, layout);
    auto const mcfg = append_mcfg(area, layout);
    auto const xsdt = area.next();
    append_xsdt(area, {fadt, madt, mcfg});

    acpi::Rsdp rsdp{};
    rsdp.oem_id = oem_id;
    rsdp.length = sizeof rsdp;
    rsdp.xsdt_address = xsdt;
    area.put(address, rsdp);
    area.put(address + offsetof(acpi::Rsdp, checksum), area.checksum(0, acpi::Rsdp::first_part));
    area.put(address + offsetof(acpi::Rsdp, extended_checksum), area.checksum(0, sizeof rsdp));
    return area.take();
}

} // namespace redoubt::machine
