// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/event_log.hpp"

#include <array>

namespace redoubt::fuzz {
namespace {

// Memory, SMRAM below 1 MiB, TSEG, the end of devices, the end of addresses; each with the pages behind it, and before
// it by a negative offset.
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

stm::arch::Page read_log_request(Input& input) {
    auto const sub = input.byte();
    auto const argument = input.byte() % 8 == 0 ? input.number(4) : input.number(2) % 0x400;
    return test::request(sub == 0xff ? static_cast<std::uint32_t>(input.number(4)) : sub,
                         static_cast<std::uint32_t>(argument));
}

void put_log_request(Seed& seed, unsigned sub, unsigned argument) {
    seed.byte(sub).byte(1).number(2, argument);
}

stm::arch::Page read_new_log(Input& input) {
    constexpr std::size_t most = 510;
    auto const n = input.below(4) == 3 ? input.below(most) : input.below(4);
    std::vector<std::uint64_t> pages(n);
    auto const same = input.below(2) != 0;
    for (auto& page : pages)
        page = same && &page != pages.data() ? pages.front() : read_page_address(input);
    auto const said = input.byte();
    auto const argument = said < 0xf0 ? pages.size() : input.number(4);
    return test::request(test::kNew, static_cast<std::uint32_t>(argument), pages);
}

void put_new_log(Seed& seed, std::initializer_list<unsigned> places) {
    seed.below(4, 0).below(4, places.size()).below(2, 0);
    for (auto const place : places)
        put_page(seed, place, 1);
    seed.byte(0);
}

} // namespace redoubt::fuzz
