// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/event_log.hpp"

#include <array>

namespace redoubt::fuzz {
namespace {

// Memory, SMRAM below 1 MiB, TSEG, the end of devices, the end of addresses; each with the pages behind it, and before it by a negative
// offset.
constexpr std::array<std::uint64_t, 7> kPlaces{0x100, 0xa0, 0xbf, 0x7f000, 0x100000, 0x8000000, 0x10000000000};
constexpr std::uint64_t kAnyAddress = 7; // in the place: the address follows

} // namespace

std::uint64_t read_page_address(Input& input) {
    auto const place = input.below(kPlaces.size() + 1);
    if (place == kAnyAddress) return input.number(8);
    auto const offset = static_cast<std::int8_t>(input.byte());
    return 0x1000 * (kPlaces[place] + static_cast<std::uint64_t>(offset));
}

void put_page(Seed& seed, unsigned place, unsigned offset) {
    seed.below(kPlaces.size() + 1, place).byte(offset);
}

} // namespace redoubt::fuzz
