// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace redoubt::test {

// An image that keeps all of a loader's rules, with a few bytes of code where it is entered.
inline std::vector<std::byte> small_image(std::vector<uint8_t> const& code) {
    constexpr uint32_t size = 0x3000;
    constexpr uint32_t gdt = 0x1000;
    constexpr uint32_t entry = 0x2000;
    std::vector<std::byte> image(size);
    auto const put = [&](std::size_t offset, std::size_t bytes, uint64_t value) {
        std::memcpy(image.data() + offset, &value, bytes);
    };
    put(0x00, 4, 0);    // MSEG revision
    put(0x04, 4, 1);    // IA-32e
    put(0x08, 4, 0x17); // GDT limit
    put(0x0c, 4, gdt);
    put(0x10, 4, 0x08);    // CS
    put(0x14, 4, entry);   //
    put(0x18, 4, 0x20000); // ESP
    put(0x1c, 4, size);    // CR3: right behind the image
    put(0x800, 1, 1);      // version of the specification
    put(0x804, 4, size);
    put(0x808, 4, 0x8000);  // a processor
    put(0x80c, 4, 0x20000); // beside
    put(0x810, 4, 3);       // Intel 64, EPT
    put(0x814, 4, 2);       // revision ids
    put(0x818, 4, 0x80010101);
    put(0x81c, 4, 0x80010100);
    std::memcpy(image.data() + entry, code.data(), code.size());
    return image;
}

} // namespace redoubt::test
