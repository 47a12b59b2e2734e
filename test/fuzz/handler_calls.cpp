// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/handler_calls.hpp"

#include <array>

namespace redoubt::fuzz {
namespace {

// 0, and the ends of 32, 36, 47, 52 bits, of the low half and of all there is.
constexpr std::array<std::uint64_t, 6> kEdges{0,
                                              std::uint64_t{1} << 32,
                                              std::uint64_t{1} << 36,
                                              std::uint64_t{1} << 47,
                                              std::uint64_t{1} << 52,
                                              0xffff800000000000};
constexpr unsigned kAnyAddress = 7; // in the place: the address follows
constexpr std::array<std::uint32_t, 8> kNumbers{0, 1, 2, 6, 0x1000, 0x1001, 0xfffff001, 0xffffffff};
constexpr unsigned kAnyNumber = 0xf; // as above

// A count, a length or a type.
std::uint32_t read_number(Input& input) {
    auto const index = input.byte() % 16u;
    return index < kNumbers.size() ? kNumbers.at(index) : static_cast<std::uint32_t>(input.number(4));
}

void put_number(Seed& seed, std::uint32_t number) {
    seed.byte(kAnyNumber).number(4, number);
}

} // namespace

std::uint64_t read_edge(Input& input) {
    auto const place = input.below(kAnyAddress + 1);
    if (place >= kEdges.size()) return input.number(8);
    auto const pages = static_cast<std::int8_t>(input.byte());
    return kEdges.at(place) + 0x1000 * static_cast<std::uint64_t>(pages);
}

void put_edge(Seed& seed, unsigned place, int pages) {
    seed.below(kAnyAddress + 1, place).byte(static_cast<std::uint8_t>(pages));
}

void put_address(Seed& seed, std::uint64_t address) {
    seed.below(kAnyAddress + 1, kAnyAddress).number(8, address);
}

test::MapCall read_map_call(Input& input) {
    test::MapCall call{};
    call.long_mode = (input.byte() & 1) == 0;
    call.physical = read_edge(input);
    call.at = read_edge(input);
    call.pages = read_number(input);
    call.cache_type = read_number(input);
    call.limit = std::uint64_t{1} << (32 + input.below(21));
    return call;
}

void put_map_call(Seed& seed, test::MapCall const& call) {
    seed.byte(call.long_mode ? 0 : 1);
    put_address(seed, call.physical);
    put_address(seed, call.at);
    put_number(seed, call.pages);
    put_number(seed, call.cache_type);
    seed.below(21, 4); // 36 bits of address
}

test::UnmapCall read_unmap_call(Input& input) {
    test::UnmapCall call{};
    call.long_mode = (input.byte() & 1) == 0;
    call.at = read_edge(input);
    call.length = read_number(input);
    return call;
}

void put_unmap_call(Seed& seed, test::UnmapCall const& call) {
    seed.byte(call.long_mode ? 0 : 1);
    put_address(seed, call.at);
    put_number(seed, call.length);
}

test::LookupCall read_lookup_call(Input& input) {
    test::LookupCall call{};
    auto const kind = input.byte();
    call.long_mode = (kind & 1) == 0;
    call.address = read_edge(input) + ((kind & 2) != 0 ? input.number(2) : 0);
    call.length = read_number(input);
    call.mode = (kind & 4) != 0 ? static_cast<std::uint32_t>(input.number(4)) : kind >> 3;
    call.reserved2 = (kind & 6) == 6 ? static_cast<std::uint32_t>(input.number(4)) : 0;
    call.target = read_edge(input);
    call.cr3 = input.number(8);
    call.eptp = input.number(8);
    call.physical = input.number(8);
    return call;
}

void put_lookup_call(Seed& seed, test::LookupCall const& call) {
    seed.byte((call.long_mode ? 0 : 1) | 6); // everything is said
    put_address(seed, call.address);
    seed.number(2, 0);
    put_number(seed, call.length);
    seed.number(4, call.mode).number(4, call.reserved2);
    put_address(seed, call.target);
    seed.number(8, call.cr3).number(8, call.eptp).number(8, call.physical);
}

} // namespace redoubt::fuzz
