// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The tables that lead to the memory-mapped window of PCI configuration: root pointer (ACPI 6.5, 5.2.5.3), header
// (5.2.6), XSDT (5.2.8), MCFG (PCI Firmware Specification 3.0, 4.1.2). All of a table's bytes add up to 0 modulo 256.
namespace stm::abi {

namespace rsdp {
inline constexpr uint64_t kSignature = 0x2052545020445352; // "RSD PTR "
inline constexpr uint32_t kRevision = 15;
inline constexpr uint32_t kLength = 20;
inline constexpr uint32_t kXsdt = 24;
inline constexpr uint32_t kBytes = 36;
inline constexpr uint32_t kFirstPart = 20; // has a checksum of its own
inline constexpr uint64_t kWithXsdt = 2;   // the first revision that has it
} // namespace rsdp

namespace table {
inline constexpr uint32_t kSignature = 0;
inline constexpr uint32_t kLength = 4;
inline constexpr uint32_t kHeader = 36;
} // namespace table

namespace xsdt {
inline constexpr uint64_t kSignature = 0x54445358; // "XSDT"
inline constexpr uint32_t kEntries = table::kHeader;
inline constexpr uint32_t kEntryBytes = 8; // the physical address of a table
} // namespace xsdt

namespace mcfg {
inline constexpr uint64_t kSignature = 0x4746434d; // "MCFG"
inline constexpr uint32_t kAllocations = 44;
inline constexpr uint32_t kAllocationBytes = 16; // one for each segment group
// In an allocation:
inline constexpr uint32_t kBase = 0; // where bus 0 is, or would be
inline constexpr uint32_t kSegmentGroup = 8;
inline constexpr uint32_t kFirstBus = 10;
inline constexpr uint32_t kLastBus = 11;
} // namespace mcfg

} // namespace stm::abi
