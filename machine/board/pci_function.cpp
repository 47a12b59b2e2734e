// SPDX-License-Identifier: Apache-2.0
#include "machine/board/pci_function.hpp"

namespace redoubt::machine {
namespace {

// I/O space, memory space, bus master, parity error response, SERR#, interrupt disable (6.2.2)
constexpr uint32_t command_bits = 0x0547;

constexpr uint32_t io_space = 1u << 0; // of a base address

} // namespace

PciFunction::PciFunction(PciIdentity const& identity) : registers_(size) {
    registers_.define(pci::vendor_id, 2, identity.vendor);
    registers_.define(pci::device_id, 2, identity.device);
    registers_.define(pci::command, 2, 0, {.writable = command_bits});
    registers_.define(pci::revision_id, 1, identity.revision);
    registers_.define(pci::class_code, 3, identity.class_code);
    registers_.define(pci::cache_line_size, 1, 0, {.writable = 0xff});
    registers_.define(pci::interrupt_line, 1, 0, {.writable = 0xff});
}

void PciFunction::add_memory_bar(unsigned index, uint32_t bytes) {
    registers_.define(pci::base_address + 4 * index, 4, 0, {.writable = ~(bytes - 1)});
}

void PciFunction::add_io_bar(unsigned index, uint32_t bytes) {
    registers_.define(pci::base_address + 4 * index, 4, io_space, {.writable = ~(bytes - 1)});
}

} // namespace redoubt::machine
