// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace redoubt::test {

// Little-endian numbers at offsets, as the public interface's tables give them.
inline void put(std::span<std::byte> bytes, std::size_t offset, unsigned size, uint64_t value) {
    for (unsigned i = 0; i < size; ++i)
        bytes[offset + i] = static_cast<std::byte>(value >> (8 * i));
}

class Builder {
public:
    Builder& add(unsigned size, uint64_t value) {
        bytes_.resize(bytes_.size() + size);
        put(bytes_, bytes_.size() - size, size, value);
        return *this;
    }
    [[nodiscard]] std::vector<std::byte> const& bytes() const { return bytes_; }

private:
    std::vector<std::byte> bytes_;
};

} // namespace redoubt::test
