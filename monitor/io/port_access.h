// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/port.h"
#include "monitor/io/pci_address.h"
#include "monitor/io/port_value.h"

#include <stdint.h>

// The accesses themselves. Two processors must not be in the last three at once; the caller has a lock for that.
namespace stm::io {

/*@
  predicate WrittenAt{L}(integer place, integer port, integer value) =
    arch::PortAt{L}(place) == port && arch::ValueAt{L}(place) == value;
*/

/*@ requires size == 1 || size == 2 || size == 4;
    assigns \nothing;
    ensures range: \result < Span(size);
*/
[[nodiscard]] uint32_t input(uint16_t port, uint8_t size);

/*@ requires size == 1 || size == 2 || size == 4;
    assigns arch::port_data;
    ensures REQ_EXC_05_one: arch::Appended{Pre, Post}(1);
    ensures written: WrittenAt(arch::Written{Pre}, port, value % Span(size));
*/
void output(uint16_t port, uint8_t size, uint32_t value);

// Through a data port, by this address whatever the register holds, which holds the same again afterwards: what the OS
// was about to do on another processor goes on as it was.
/*@ requires size == 1 || size == 2 || size == 4;
    requires kDataPort <= port && port + size <= kLastPciPort + 1 && ValidLatch(address);
    assigns arch::port_data;
    ensures range: \result < Span(size);
    ensures REQ_EXC_07_two: arch::Appended{Pre, Post}(2);
    ensures REQ_EXC_07_address: WrittenAt(arch::Written{Pre}, kAddressPort, address);
    ensures REQ_EXC_07_restored: arch::PortAt(arch::Written{Pre} + 1) == kAddressPort;
*/
[[nodiscard]] uint32_t input_data(uint32_t address, uint16_t port, uint8_t size);

/*@ requires size == 1 || size == 2 || size == 4;
    requires kDataPort <= port && port + size <= kLastPciPort + 1 && ValidLatch(address);
    assigns arch::port_data;
    ensures REQ_EXC_07_three: arch::Appended{Pre, Post}(3);
    ensures REQ_EXC_07_address: WrittenAt(arch::Written{Pre}, kAddressPort, address);
    ensures REQ_EXC_07_data: WrittenAt(arch::Written{Pre} + 1, port, value % Span(size));
    ensures REQ_EXC_07_restored: arch::PortAt(arch::Written{Pre} + 2) == kAddressPort;
*/
void output_data(uint32_t address, uint16_t port, uint8_t size, uint32_t value);

struct SecondaryBus {
    uint8_t bus;
    bool found; // there is a PCI-to-PCI bridge
};

// The bus behind a bridge, as the step of a PCI device path needs it. It writes nothing but the address register.
/*@ requires device < 32 && function < 8;
    assigns arch::port_data;
    ensures REQ_EXC_07_read_only: \forall integer i; arch::Written{Pre} <= i < arch::Written{Post} ==>
      arch::PortAt(i) == kAddressPort;
    ensures REQ_EXC_07_type: WrittenAt(arch::Written{Pre}, kAddressPort,
      PciAddress(bus, device, function, abi::pci_register::kHeaderType));
    ensures REQ_EXC_07_bus: \result.found ==> arch::Appended{Pre, Post}(4) &&
      WrittenAt(arch::Written{Pre} + 2, kAddressPort,
        PciAddress(bus, device, function, abi::pci_register::kSecondaryBus));
    ensures none: !\result.found ==> \result.bus == 0 && arch::Appended{Pre, Post}(2);
*/
[[nodiscard]] SecondaryBus secondary_bus(uint8_t bus, uint8_t device, uint8_t function);

} // namespace stm::io
