// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace redoubt::test {

// In a counting image, the byte at offset n is n (modulo 256), so that a member's value tells where it was read.
template <class T>
T counting() {
    std::array<unsigned char, sizeof(T)> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<unsigned char>(i);
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

// The little-endian number of so many bytes at an offset of a counting image.
constexpr std::uint64_t at(std::size_t offset, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i > 0; --i)
        value = value << 8U | ((offset + i - 1) & 0xffU);
    return value;
}

static_assert(at(0x10, 4) == 0x13121110);
static_assert(at(0x81c, 2) == 0x1d1c);

} // namespace redoubt::test
