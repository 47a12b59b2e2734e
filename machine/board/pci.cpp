// SPDX-License-Identifier: Apache-2.0
#include "machine/board/pci.hpp"

namespace redoubt::machine {
namespace {

constexpr uint32_t address_bits = 0x80fffffc; // the others are zero

// The bus, device and function of both mechanisms, from the bit on where the function's number begins.
constexpr PciAddress address_from(uint64_t value, unsigned function_bit) {
    return {static_cast<uint8_t>(value >> (function_bit + 8)), static_cast<uint8_t>(value >> (function_bit + 3) & 0x1f),
            static_cast<uint8_t>(value >> function_bit & 0x7)};
}

constexpr unsigned function_bit_of_ports = 8;
constexpr unsigned function_bit_of_window = 12;

constexpr unsigned offset_in_function(uint64_t offset) {
    return static_cast<unsigned>(offset % PciFunction::size);
}

} // namespace

uint32_t Pci::read(PciAddress address, unsigned offset, unsigned size) const {
    auto const function = functions_.find(address);
    if (function == functions_.end()) return ~uint32_t{0} >> (32 - 8 * size);
    return function->second->read(offset, size);
}

void Pci::write(PciAddress address, unsigned offset, unsigned size, uint32_t value) {
    auto const function = functions_.find(address);
    if (function != functions_.end()) function->second->write(offset, size, value);
}

uint64_t PciAddressPort::read(uint64_t, unsigned size) {
    return size == 4 ? value_ : ~uint64_t{0};
}

void PciAddressPort::write(uint64_t, unsigned size, uint64_t value) {
    if (size == 4) value_ = static_cast<uint32_t>(value) & address_bits;
}

uint64_t PciDataPort::read(uint64_t offset, unsigned size) {
    auto const address = address_.value();
    if ((address & PciAddressPort::enable) == 0) return ~uint64_t{0};
    return pci_.read(address_from(address, function_bit_of_ports), (address & 0xff) + static_cast<unsigned>(offset),
                     size);
}

void PciDataPort::write(uint64_t offset, unsigned size, uint64_t value) {
    auto const address = address_.value();
    if ((address & PciAddressPort::enable) == 0) return;
    pci_.write(address_from(address, function_bit_of_ports), (address & 0xff) + static_cast<unsigned>(offset), size,
               static_cast<uint32_t>(value));
}

uint64_t PciWindow::read(uint64_t offset, unsigned size) {
    if (size == 8) return read(offset, 4) | read(offset + 4, 4) << 32;
    return pci_.read(address_from(offset, function_bit_of_window), offset_in_function(offset), size);
}

void PciWindow::write(uint64_t offset, unsigned size, uint64_t value) {
    if (size == 8) {
        write(offset, 4, value & 0xffffffff);
        return write(offset + 4, 4, value >> 32);
    }
    pci_.write(address_from(offset, function_bit_of_window), offset_in_function(offset), size,
               static_cast<uint32_t>(value));
}

} // namespace redoubt::machine
