// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Entries of paging structures: what all of them have in common. Names and places of what differs are in paging_format
// and ept_walk.
namespace redoubt::machine {

// Bits `high` down to `low`; none if they are the wrong way round.
[[nodiscard]] constexpr uint64_t bits(unsigned high, unsigned low) {
    return high < low ? 0 : (~uint64_t{0} >> (63 - high)) & (~uint64_t{0} << low);
}

namespace paging_entry { // SDM vol. 3A 4.3 to 4.5
inline constexpr uint64_t present = 1ull << 0;
inline constexpr uint64_t writable = 1ull << 1;
inline constexpr uint64_t user = 1ull << 2;
inline constexpr uint64_t accessed = 1ull << 5;
inline constexpr uint64_t dirty = 1ull << 6;
inline constexpr uint64_t maps_page = 1ull << 7; // PS
inline constexpr uint64_t global = 1ull << 8;
inline constexpr uint64_t execute_disable = 1ull << 63;
inline constexpr uint64_t address = 0x000ffffffffff000;
} // namespace paging_entry

namespace ept_entry { // SDM vol. 3C 28.2.2
inline constexpr uint64_t readable = 1ull << 0;
inline constexpr uint64_t writable = 1ull << 1;
inline constexpr uint64_t executable = 1ull << 2;
inline constexpr uint64_t protection = readable | writable | executable;
inline constexpr uint64_t memory_type_shift = 3;
inline constexpr uint64_t memory_type = 0x7; // after the shift
inline constexpr uint64_t maps_page = 1ull << 7;
inline constexpr uint64_t accessed = 1ull << 8;
inline constexpr uint64_t dirty = 1ull << 9;
inline constexpr uint64_t address = 0x000ffffffffff000;
} // namespace ept_entry

namespace ept_pointer { // SDM vol. 3C 24.6.11
inline constexpr uint64_t accessed_and_dirty = 1ull << 6;
inline constexpr uint64_t address = 0x000ffffffffff000;
} // namespace ept_pointer

} // namespace redoubt::machine
