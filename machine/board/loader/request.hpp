// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace redoubt::machine {

// Whose firmware loads: what it tells the monitor of its SMI handler differs. EDK2's handler is entered in 64-bit mode,
// with paging. coreboot's is entered in 32-bit protected mode, without; it has no setup, teardown or exception handler.
enum class Style : uint8_t { Edk2, Coreboot };

// The SMI handler on one processor: addresses in SMRAM.
struct SmiHandler {
    uint64_t smbase;
    uint32_t apic_id;
    uint64_t rip; // where the monitor enters it, in the style's mode
    uint64_t gdt_base;
    uint32_t gdt_size;

    // Style::Edk2 only
    uint64_t cr3 = 0;
    uint64_t rsp = 0;
    uint64_t setup_rip = 0;
    uint64_t teardown_rip = 0;
    uint64_t exception_rip = 0;
    uint64_t exception_rsp = 0;
};

struct LoadRequest {
    std::span<std::byte const> image; // as it is in a file
    Style style;
    std::vector<SmiHandler> processors; // the first one is the BSP

    // The platform
    Range tseg;
    Range mseg;
    Range smrr; // what IA32_SMRR_PHYSBASE and IA32_SMRR_PHYSMASK say
    uint64_t vmx_basic;
    uint64_t vmx_misc;
    uint8_t physical_bits;
    uint16_t pm_block; // PMBASE
    uint64_t acpi_rsdp;

    // The BIOS's resources, and where they go.
    std::span<std::byte const> resources;
    uint64_t resource_list;
};

[[nodiscard]] constexpr bool within(Range inner, Range outer) {
    return inner.base >= outer.base && inner.size <= outer.size && inner.base - outer.base <= outer.size - inner.size;
}

[[nodiscard]] constexpr bool overlap(Range a, Range b) {
    return a.size != 0 && b.size != 0 && (a.base - b.base < b.size || b.base - a.base < a.size);
}

} // namespace redoubt::machine
