// SPDX-License-Identifier: Apache-2.0
#include "machine/board/register_file.hpp"

namespace redoubt::machine {
namespace {

constexpr uint8_t byte_of(uint32_t word, unsigned index) {
    return static_cast<uint8_t>(word >> (8 * index));
}

} // namespace

void RegisterFile::define(std::size_t offset, unsigned size, uint32_t value, RegisterBits const& bits) {
    for (unsigned i = 0; i < size; ++i)
        bytes_.at(offset + i) = {byte_of(value, i), byte_of(bits.writable, i), byte_of(bits.cleared, i),
                                 byte_of(bits.set, i)};
}

uint32_t RegisterFile::read(std::size_t offset, unsigned size) const {
    uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= static_cast<uint32_t>(bytes_.at(offset + i).value) << (8 * i);
    return value;
}

void RegisterFile::write(std::size_t offset, unsigned size, uint32_t value) {
    for (unsigned i = 0; i < size; ++i) {
        auto& byte = bytes_.at(offset + i);
        auto const written = byte_of(value, i);
        auto const kept = byte.value & ~byte.writable & ~(written & byte.cleared);
        byte.value = static_cast<uint8_t>(kept | (written & (byte.writable | byte.set)));
    }
}

void RegisterFile::put(std::size_t offset, unsigned size, uint32_t value) {
    for (unsigned i = 0; i < size; ++i)
        bytes_.at(offset + i).value = byte_of(value, i);
}

void RegisterFile::fix(std::size_t offset, unsigned size, uint32_t bits) {
    for (unsigned i = 0; i < size; ++i) {
        auto& byte = bytes_.at(offset + i);
        auto const fixed = byte_of(bits, i);
        byte.writable = static_cast<uint8_t>(byte.writable & ~fixed);
        byte.cleared = static_cast<uint8_t>(byte.cleared & ~fixed);
        byte.set = static_cast<uint8_t>(byte.set & ~fixed);
    }
}

} // namespace redoubt::machine
