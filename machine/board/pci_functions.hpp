// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/pci_function.hpp"

#include <cstdint>

// The functions that do nothing by themselves. Identities and registers are those of real parts.
namespace redoubt::machine {

// 82Q35, bus 0 device 0: tells where the configuration window is.
class HostBridge : public PciFunction {
public:
    static constexpr unsigned pciexbar = 0x60;
    static constexpr uint32_t pciexbar_enable = 1u << 0; // bits 2:1 zero: 256 MiB

    explicit HostBridge(uint64_t window);
};

// 82574L: two memory ranges, one of ports, an interrupt pin.
class NetworkCard : public PciFunction {
public:
    NetworkCard();
};

} // namespace redoubt::machine
