// SPDX-License-Identifier: Apache-2.0
#include "machine/board/ram_access.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

// Calls with address and size of each part of a range that lies in one page.
template <typename Visit>
void each_page(Range range, Visit const& visit) {
    for (uint64_t done = 0; done < range.size;) {
        auto const address = range.base + done;
        auto const size = std::min(range.size - done, kPageSize - address % kPageSize);
        visit(address, size);
        done += size;
    }
}

} // namespace

bool all_ram(PhysicalMemory& memory, Range range) {
    bool all = true;
    each_page(range, [&](uint64_t address, uint64_t) { all &= memory.ram(address) != nullptr; });
    return all;
}

void copy_to_ram(PhysicalMemory& memory, uint64_t address, std::span<std::byte const> bytes) {
    each_page({address, bytes.size()}, [&](uint64_t part, uint64_t size) {
        std::ranges::copy(bytes.subspan(part - address, size), memory.ram(part));
    });
}

void clear_ram(PhysicalMemory& memory, Range range) {
    each_page(range, [&](uint64_t part, uint64_t size) { std::fill_n(memory.ram(part), size, std::byte{0}); });
}

} // namespace redoubt::machine
