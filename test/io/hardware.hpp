// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace redoubt::test {

// What stands for the routines of monitor/arch in this program: ports with PCI configuration behind 0xCF8 to 0xCFF, as
// the PCI Local Bus Specification has it, and MSRs.
struct Hardware {
    std::uint32_t address = 0;                    // the address register
    std::map<std::uint32_t, std::uint8_t> config; // by 0x10000 * bus + 0x800 * device + 0x100 * function + register
    std::map<std::uint16_t, std::uint8_t> ports;  // what ports hold; nobody answers elsewhere
    std::map<std::uint32_t, std::uint64_t> msrs;
    std::vector<std::string> log; // every access but those of the address register

    [[nodiscard]] std::uint32_t in(std::uint16_t port, unsigned size);
    void out(std::uint16_t port, unsigned size, std::uint32_t value);
};

Hardware& hardware();

} // namespace redoubt::test
