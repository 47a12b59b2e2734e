// SPDX-License-Identifier: Apache-2.0
#include "machine/board/pci_functions.hpp"

namespace redoubt::machine {

HostBridge::HostBridge(uint64_t window)
    : PciFunction({.vendor = 0x8086, .device = 0x29b0, .class_code = 0x060000, .revision = 0x02}) {
    registers().define(pciexbar, 4, static_cast<uint32_t>(window) | pciexbar_enable);
    registers().define(pciexbar + 4, 4, static_cast<uint32_t>(window >> 32));
}

NetworkCard::NetworkCard()
    : PciFunction({.vendor = 0x8086, .device = 0x10d3, .class_code = 0x020000, .revision = 0x00}) {
    add_memory_bar(0, 0x20000);
    add_memory_bar(1, 0x80000);
    add_io_bar(2, 0x20);
    registers().define(pci::interrupt_pin, 1, 1); // INTA#
}

} // namespace redoubt::machine
