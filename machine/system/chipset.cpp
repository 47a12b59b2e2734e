// SPDX-License-Identifier: Apache-2.0
#include "machine/system/chipset.hpp"

namespace redoubt::machine {
namespace {

constexpr PciAddress host_bridge{.bus = 0, .device = 0, .function = 0};
constexpr PciAddress lpc_bridge{.bus = 0, .device = 31, .function = 0};
constexpr PciAddress network_card{.bus = 1, .device = 0, .function = 0};

} // namespace

Chipset::Chipset(PlatformLayout const& layout, PhysicalMemory& memory, Reporter& reporter, Wiring wiring)
    : ports_(reporter), power_(std::move(wiring.clock), std::move(wiring.smi)), reset_(std::move(wiring.reset)),
      host_bridge_(layout.ecam.base) {
    pci_.add(host_bridge, host_bridge_);
    pci_.add(lpc_bridge, lpc_);
    pci_.add(network_card, network_);
    memory.add_device(layout.ecam, window_);
    memory.add_device(layout.txt, txt_);
    claim_ports(layout);
    set_up(layout);
}

void Chipset::claim_ports(PlatformLayout const& layout) {
    ports_.claim({layout.apm_command, Apm::ports}, apm_);
    ports_.claim({layout.serial, Serial::ports}, serial_);
    ports_.claim({layout.reset_control, 1}, reset_);
    ports_.claim({layout.pci_address, 4}, pci_address_);
    ports_.claim({layout.pci_data, 4}, pci_data_);
}

void Chipset::set_up(PlatformLayout const& layout) {
    pci_.write(lpc_bridge, LpcBridge::pmbase, 4, layout.pm_block);
    pci_.write(lpc_bridge, LpcBridge::acpi_cntl, 1, LpcBridge::acpi_en);
}

} // namespace redoubt::machine
