// SPDX-License-Identifier: Apache-2.0
#include "test/machine/guests/bench.hpp"

#include <algorithm>

namespace redoubt::machine::guest::test {

Page Memory::page(uint64_t linear, Access access) {
    auto const start = linear & ~(kPageSize - 1);
    if (missing.contains(start)) throw Fault{Vector::PageFault, access == Access::Write ? 2u : 0u, linear};
    for (auto const& piece : pieces_)
        if (start - piece->address < piece->bytes.size())
            return {piece->bytes.data() + (start - piece->address), start};
    join(start, kPageSize);
    return {pieces_.back()->bytes.data(), start};
}

void Memory::join(uint64_t address, uint64_t size) {
    auto const whole = (size + kPageSize - 1) & ~(kPageSize - 1);
    pieces_.push_back(std::make_unique<Piece>(Piece{address, std::vector<std::byte>(whole)}));
}

void Memory::copy_in(uint64_t address, std::span<std::byte const> bytes) {
    std::copy(bytes.begin(), bytes.end(), &at<std::byte>(address));
}

World::World(std::span<std::byte const> image, ImageHeader const& header) {
    memory.join(header.base, header.memory_size);
    memory.copy_in(header.base, image);
}

} // namespace redoubt::machine::guest::test
