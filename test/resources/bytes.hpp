// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"

#include <cstddef>
#include <cstdint>
#include <vector>

// Descriptors written byte by byte at the offsets of the interface's tables, without spec/abi.
namespace redoubt::test {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& bytes, std::size_t offset, std::size_t width, std::uint64_t value);
std::uint64_t get(Bytes const& bytes, std::size_t offset, std::size_t width);

Bytes header(std::uint32_t type, std::size_t length);
Bytes end(std::uint64_t continuation = 0);
Bytes mem(std::uint64_t base, std::uint64_t length, std::uint32_t rwx = 3);
Bytes mmio(std::uint64_t base, std::uint64_t length, std::uint32_t rwx = 3);
Bytes io(std::uint16_t base, std::uint16_t length);
Bytes msr(std::uint32_t index, std::uint64_t read_mask, std::uint64_t write_mask);
Bytes pci(std::uint8_t bus, std::uint8_t device, std::uint8_t function, std::uint16_t base = 0,
          std::uint16_t length = 0x1000, std::uint16_t rw = 3, std::uint8_t nodes = 1);
Bytes trapped(std::uint16_t base, std::uint16_t length, std::uint16_t kind);
Bytes all_resources();
Bytes register_violation();
Bytes ignored(Bytes bytes);

Bytes join(std::vector<Bytes> const& parts);

// A page that begins with the bytes; what follows them is 0xa5.
stm::arch::Page page_of(Bytes const& bytes);
Bytes bytes_of(stm::arch::Page const& page);

} // namespace redoubt::test
