// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

namespace redoubt::machine {

// Where things are on this platform: one chipset, 1 to 16 processors, all memory below 4 GiB.
struct PlatformLayout {
    static constexpr unsigned max_processors = 16;
    static constexpr uint64_t smbase_distance =
        0x10000; // each processor has its entry, descriptor and save state for itself

    unsigned processors = 1;

    // Physical addresses. SMRR covers TSEG, so that is as large as it is aligned; the monitor's part is at its top.
    Range ram{0, 0x80000000};
    Range tseg{0x7f000000, 0x01000000};
    Range mseg{0x7fc00000, 0x00400000};
    Range resource_list{0x7fbff000, 0x1000}; // the BIOS's, for the monitor
    Range acpi{0xe0000, 0x20000};            // where an RSDP is looked for that nobody told of (ACPI 5.2.5.1)
    Range ecam{0xe0000000, 0x10000000};      // 256 buses
    Range flash{0xff000000, 0x01000000};
    Range txt{0xfed20000, 0x20000};
    Range local_apic{0xfee00000, 0x1000};

    // I/O ports
    uint16_t pm_block = 0x1800;
    uint16_t apm_command = 0xb2;
    uint16_t pci_address = 0xcf8;
    uint16_t reset_control = 0xcf9;
    uint16_t pci_data = 0xcfc;
    uint16_t serial = 0x3f8;

    // What the operating system writes to apm_command, so that the handler sets and clears SCI_EN (ACPI 4.8.2.5).
    uint8_t acpi_enable = 0xa0;
    uint8_t acpi_disable = 0xa1;

    [[nodiscard]] uint64_t smbase(unsigned processor) const { return tseg.base + processor * smbase_distance; }

    // The SMRAM between the processors' parts and the resource list: the SMI handler's code, data and stacks.
    [[nodiscard]] Range smi_handler() const {
        auto const base = smbase(max_processors);
        return {base, resource_list.base - base};
    }

    // Not the processor's number, as on many real platforms: software that takes one for the other is seen.
    [[nodiscard]] static uint32_t apic_id(unsigned processor) { return 2 * processor; }
};

} // namespace redoubt::machine
