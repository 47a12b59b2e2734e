// SPDX-License-Identifier: Apache-2.0
#include "test/resources/bytes.hpp"

#include <algorithm>
#include <cstring>

namespace redoubt::test {

void put(Bytes& bytes, std::size_t offset, std::size_t width, std::uint64_t value) {
    for (std::size_t i = 0; i < width; ++i)
        bytes.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(Bytes const& bytes, std::size_t offset, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value << 8 | bytes.at(offset + i);
    return value;
}

Bytes header(std::uint32_t type, std::size_t length) {
    Bytes bytes(length);
    put(bytes, 0, 4, type);
    put(bytes, 4, 2, length);
    return bytes;
}

Bytes end(std::uint64_t continuation) {
    auto bytes = header(0, 16);
    put(bytes, 8, 8, continuation);
    return bytes;
}

Bytes mem(std::uint64_t base, std::uint64_t length, std::uint32_t rwx) {
    auto bytes = header(1, 32);
    put(bytes, 8, 8, base);
    put(bytes, 0x10, 8, length);
    put(bytes, 0x18, 4, rwx);
    return bytes;
}

Bytes mmio(std::uint64_t base, std::uint64_t length, std::uint32_t rwx) {
    auto bytes = mem(base, length, rwx);
    put(bytes, 0, 4, 3);
    return bytes;
}

Bytes io(std::uint16_t base, std::uint16_t length) {
    auto bytes = header(2, 16);
    put(bytes, 8, 2, base);
    put(bytes, 0xa, 2, length);
    return bytes;
}

Bytes msr(std::uint32_t index, std::uint64_t read_mask, std::uint64_t write_mask) {
    auto bytes = header(4, 32);
    put(bytes, 8, 4, index);
    put(bytes, 0x10, 8, read_mask);
    put(bytes, 0x18, 8, write_mask);
    return bytes;
}

Bytes pci(std::uint8_t bus, std::uint8_t device, std::uint8_t function, std::uint16_t base, std::uint16_t length,
          std::uint16_t rw, std::uint8_t nodes) {
    auto bytes = header(5, 16u + 6u * nodes);
    put(bytes, 8, 2, rw);
    put(bytes, 0xa, 2, base);
    put(bytes, 0xc, 2, length);
    put(bytes, 0xe, 1, bus);
    put(bytes, 0xf, 1, nodes - 1u);
    for (std::size_t i = 0; i < nodes; ++i) {
        put(bytes, 0x10 + 6 * i, 1, 1);
        put(bytes, 0x11 + 6 * i, 1, 1);
        put(bytes, 0x12 + 6 * i, 2, 6);
        put(bytes, 0x14 + 6 * i, 1, function);
        put(bytes, 0x15 + 6 * i, 1, device);
    }
    return bytes;
}

Bytes trapped(std::uint16_t base, std::uint16_t length, std::uint16_t kind) {
    auto bytes = header(6, 16);
    put(bytes, 8, 2, base);
    put(bytes, 0xa, 2, length);
    put(bytes, 0xc, 2, kind);
    return bytes;
}

Bytes all_resources() {
    return header(7, 8);
}

Bytes register_violation() {
    auto bytes = header(8, 32);
    put(bytes, 0x10, 8, 1);
    return bytes;
}

Bytes ignored(Bytes bytes) {
    put(bytes, 6, 2, 0x8000);
    return bytes;
}

Bytes join(std::vector<Bytes> const& parts) {
    Bytes all;
    for (auto const& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

stm::arch::Page page_of(Bytes const& bytes) {
    Bytes whole(sizeof(stm::arch::Page), 0xa5);
    std::copy_n(bytes.begin(), std::min(bytes.size(), whole.size()), whole.begin());
    stm::arch::Page page{};
    std::memcpy(&page, whole.data(), sizeof page);
    return page;
}

Bytes bytes_of(stm::arch::Page const& page) {
    Bytes bytes(sizeof page);
    std::memcpy(bytes.data(), &page, sizeof page);
    return bytes;
}

} // namespace redoubt::test
