// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::machine {

// What software's writes do to the bits of a register. A bit in none of the masks is fixed.
struct RegisterBits {
    uint32_t writable = 0;
    uint32_t cleared = 0; // by writing 1; writing 0 does nothing
    uint32_t set = 0;     // the same
};

// The registers of a device, by offset. What is not defined reads as zeros.
class RegisterFile {
public:
    explicit RegisterFile(std::size_t size) : bytes_(size) {}

    void define(std::size_t offset, unsigned size, uint32_t value, RegisterBits const& bits = {});

    // As software does: 1 to 4 bytes, aligned or not.
    [[nodiscard]] uint32_t read(std::size_t offset, unsigned size) const;
    void write(std::size_t offset, unsigned size, uint32_t value);

    // As the device does.
    void put(std::size_t offset, unsigned size, uint32_t value);
    void fix(std::size_t offset, unsigned size, uint32_t bits); // to what they are

private:
    struct Byte {
        uint8_t value = 0;
        uint8_t writable = 0;
        uint8_t cleared = 0;
        uint8_t set = 0;
    };

    std::vector<Byte> bytes_;
};

} // namespace redoubt::machine
