// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/domains.hpp"

#include <array>

namespace redoubt::fuzz {
namespace {

constexpr std::uint64_t kAnyPointer = 0xff;

// Where addresses of 32, 48 and 57 bits begin and end; each with what is around it.
constexpr std::array<std::uint64_t, 6> kCodeAddresses{
    0, 0x100000000, 0x800000000000, 0xffff800000000000, 0x100000000000000, 0xff00000000000000};
constexpr std::uint64_t kAnyAddress = 7; // in the place: the address follows

} // namespace

std::uint64_t read_pointer(Input& input) {
    auto const index = input.byte();
    if (index == kAnyPointer) return input.number(8);
    if (index >= 0xf0) return 0x7f000000 - 0x2000 + 0x1000 * (index % 4u); // around the bottom of TSEG
    if (index >= 0xe0) return 0x80000000 - 0x2000 + 0x1000 * (index % 4u); // and its top
    if (index >= 0xd0) return test::kEnd - 0x2000 + 0x1000 * (index % 4u); // and the end of addresses
    return 0x1000 * (index % 8u);
}

void put_pointer(Seed& seed, unsigned index) {
    seed.byte(index);
}

std::uint64_t read_code_address(Input& input) {
    auto const place = input.below(kAnyAddress + 1);
    if (place >= kCodeAddresses.size()) return input.number(8);
    return kCodeAddresses.at(place) + static_cast<std::uint64_t>(static_cast<std::int8_t>(input.byte()) / 32);
}

void put_code_address(Seed& seed, std::uint64_t address) {
    seed.below(kAnyAddress + 1, kAnyAddress).number(8, address);
}

test::Asked read_asked(Input& input) {
    test::Asked asked{};
    asked.pointer = read_pointer(input);
    auto const domain = input.number(2);
    asked.domain_type = domain & 0xf;
    asked.xstate_policy = domain >> 4 & 3;
    asked.degradation_policy = domain >> 6 & 0xf;
    auto const rest = input.byte();
    asked.add_or_remove = rest & 1;
    if (rest == 0xfe) asked.add_or_remove = static_cast<std::uint32_t>(input.number(4));
    if (rest == 0xfd) asked.reserved = static_cast<std::uint32_t>(input.number(3)) & 0x3fffff;
    return asked;
}

void put_asked(Seed& seed, unsigned index, unsigned type, unsigned xstate, unsigned degradation, bool add) {
    put_pointer(seed, index);
    seed.number(2, type | xstate << 4 | degradation << 6).byte(add ? 1 : 0);
}

} // namespace redoubt::fuzz
