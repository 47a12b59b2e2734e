// SPDX-License-Identifier: Apache-2.0
#include "machine/board/usual_resources.hpp"

#include "machine/board/apm.hpp"
#include "machine/board/pm_registers.hpp"
#include "machine/board/resource_list.hpp"
#include "machine/board/serial.hpp"

namespace redoubt::machine {
namespace {

using stm::abi::Msr;
using stm::abi::RscMem;
using stm::abi::RscPciCfg;
using stm::abi::RscTrappedIo;

constexpr uint32_t read_write = RscMem::kRead | RscMem::kWrite;
constexpr uint32_t all_rights = read_write | RscMem::kExecute;
constexpr uint64_t all_bits = ~uint64_t{0};
constexpr PciAddress lpc_bridge{0, 31, 0};

constexpr Range coreboot_flash{0xfe000000, 0x01000000};
constexpr uint64_t coreboot_apic_size = 0x400;

ResourceList edk2(PlatformLayout const& layout) {
    Range const smram{layout.tseg.base, layout.mseg.base - layout.tseg.base};
    ResourceList list;
    list.memory(smram, all_rights)
        .mmio(layout.flash, RscMem::kRead)
        .mmio(layout.ecam, read_write)
        .mmio(layout.local_apic, read_write)
        .io(layout.pm_block, pm::ports)
        .io(layout.apm_command, Apm::ports)
        .io(layout.serial, Serial::ports)
        .trapped_io(layout.apm_command, 1, RscTrappedIo::kOut | RscTrappedIo::kApi)
        .pci(lpc_bridge, RscPciCfg::kRead | RscPciCfg::kWrite)
        .msr(Msr::SmrrPhysBase, all_bits, 0)
        .msr(Msr::SmrrPhysMask, all_bits, 0);
    return list;
}

ResourceList coreboot(PlatformLayout const& layout) {
    ResourceList list;
    list.memory(layout.tseg, all_rights)
        .memory(coreboot_flash, all_rights)
        .io(layout.pm_block, pm::ports)
        .mmio(layout.ecam, read_write)
        .mmio({layout.local_apic.base, coreboot_apic_size}, read_write)
        .trapped_io(layout.apm_command, Apm::ports, 0)
        .pci(lpc_bridge, RscPciCfg::kRead | RscPciCfg::kWrite)
        .msr(Msr::SmrrPhysBase, all_bits, 0)
        .msr(Msr::SmrrPhysMask, all_bits, 0);
    return list;
}

} // namespace

std::vector<std::byte> usual_resources(PlatformLayout const& layout, Style style) {
    return (style == Style::Edk2 ? edk2(layout) : coreboot(layout)).finished();
}

} // namespace redoubt::machine
