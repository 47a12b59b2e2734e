// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// PCI configuration by I/O ports (PCI Local Bus Specification 3.0, 3.2.2.3.2), and the registers that are looked at.
namespace stm::abi {

namespace pci_port {
inline constexpr uint16_t kAddress = 0xcf8; // a double word
inline constexpr uint16_t kData = 0xcfc;    // four bytes of the register that the address names
inline constexpr uint16_t kLast = 0xcff;
} // namespace pci_port

namespace pci_address {
inline constexpr uint32_t kEnable = 1u << 31;
inline constexpr uint32_t kBus = 1u << 16;     // 8 bits of it
inline constexpr uint32_t kDevice = 1u << 11;  // 5
inline constexpr uint32_t kFunction = 1u << 8; // 3
inline constexpr uint32_t kRegister = 0xfc;
inline constexpr uint32_t kReserved = 0x7f000003; // read as 0
} // namespace pci_address

namespace pci_register {
inline constexpr uint32_t kHeaderType = 0x0e;
inline constexpr uint32_t kSecondaryBus = 0x19; // of a PCI-to-PCI bridge
} // namespace pci_register

namespace pci_header_type {
inline constexpr uint8_t kSeveralFunctions = 0x80;
inline constexpr uint8_t kBridge = 1; // PCI to PCI
} // namespace pci_header_type

} // namespace stm::abi
