// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_access.h"

namespace stm::io {

uint32_t input(uint16_t port, uint8_t size) {
    if (size == 1) {
        uint8_t const value = arch::input8(port);
        //@ assert byte: value < Span(size);
        return value;
    }
    if (size == 2) {
        uint16_t const value = arch::input16(port);
        //@ assert word: value < Span(size);
        return value;
    }
    uint32_t const value = arch::input32(port);
    //@ assert double_word: value < Span(size);
    return value;
}

void output(uint16_t port, uint8_t size, uint32_t value) {
    if (size == 1) {
        arch::output8(port, static_cast<uint8_t>(value % 0x100));
    } else if (size == 2) {
        arch::output16(port, static_cast<uint16_t>(value % 0x10000));
    } else {
        arch::output32(port, value);
    }
}

uint32_t input_data(uint32_t address, uint16_t port, uint8_t size) {
    uint32_t const before = arch::input32(kAddressPort);
    arch::output32(kAddressPort, address);
    uint32_t const value = input(port, size);
    arch::output32(kAddressPort, before);
    return value;
}

void output_data(uint32_t address, uint16_t port, uint8_t size, uint32_t value) {
    uint32_t const before = arch::input32(kAddressPort);
    arch::output32(kAddressPort, address);
    output(port, size, value);
    arch::output32(kAddressPort, before);
}

// A byte of a function's first 256.
/*@ requires device < 32 && function < 8;
    assigns arch::port_data;
    ensures two: arch::Appended{Pre, Post}(2);
    ensures address: WrittenAt(arch::Written{Pre}, kAddressPort, PciAddress(bus, device, function, offset));
    ensures restored: arch::PortAt(arch::Written{Pre} + 1) == kAddressPort;
*/
[[nodiscard]] static uint8_t read_byte(uint8_t bus, uint8_t device, uint8_t function, uint8_t offset) {
    uint32_t const address = pci_address(bus, device, function, offset);
    uint32_t const value = input_data(address, static_cast<uint16_t>(kDataPort + offset % 4), 1);
    return static_cast<uint8_t>(value % 0x100);
}

SecondaryBus secondary_bus(uint8_t bus, uint8_t device, uint8_t function) {
    auto const type = read_byte(bus, device, function, abi::pci_register::kHeaderType);
    if (type % abi::pci_header_type::kSeveralFunctions != abi::pci_header_type::kBridge) {
        return {.bus = 0, .found = false};
    }
    auto const behind = read_byte(bus, device, function, abi::pci_register::kSecondaryBus);
    return {.bus = behind, .found = true};
}

} // namespace stm::io
