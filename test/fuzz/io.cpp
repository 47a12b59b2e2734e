// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/io.hpp"

#include <array>

namespace redoubt::fuzz {
namespace {

constexpr std::array<std::uint16_t, 7> kPorts{0x60, 0x70, 0xb0, 0xcf0, 0xcf8, 0xcfc, 0xfff0}; // each with the next 16
constexpr std::array<std::uint32_t, 10> kMsrs{0x1b,  0x9b,   0x174,      0x199,      0x1f2,
                                              0x1f3, 0x1fff, 0xc0000081, 0xc0001fff, 0xffffffff};

// The APIC's usual place, SMRAM, 4 GiB, the end of addresses; each with the pages around it.
constexpr std::array<std::uint64_t, 5> kPages{0xfee00, test::layout.tseg_first, test::layout.tseg_last, 0x100000,
                                              0x10000000000};

constexpr std::uint64_t kAnyPlace = 0xff; // in the place's byte: the number follows

} // namespace

std::uint16_t read_port(Input& input) {
    auto const place = input.byte();
    if (place == kAnyPlace) return static_cast<std::uint16_t>(input.number(2));
    return static_cast<std::uint16_t>(kPorts[place / 16 % kPorts.size()] + place % 16);
}

void put_port(Seed& seed, std::uint16_t port) {
    seed.byte(kAnyPlace).number(2, port);
}

std::uint64_t read_page(Input& input) {
    auto const place = input.byte();
    if (place == kAnyPlace) return input.number(6);
    return kPages.at(place % kPages.size()) + place / kPages.size() % 3 - 1;
}

void put_page(Seed& seed, std::uint64_t page) {
    seed.byte(kAnyPlace).number(6, page);
}

std::uint32_t read_msr_index(Input& input) {
    auto const place = input.byte();
    return place == kAnyPlace ? static_cast<std::uint32_t>(input.number(4)) : kMsrs[place % kMsrs.size()];
}

void put_msr_index(Seed& seed, std::uint32_t index) {
    seed.byte(kAnyPlace).number(4, index);
}

// A kind, then what is first, then how much follows it.
Grant read_grant(Input& input) {
    auto const kind = input.byte();
    Grant grant{.protect = (kind & 1) != 0,
                .read = (kind & 2) != 0,
                .write = (kind & 4) != 0,
                .area = static_cast<stm::Area>(kind / 8 % 4),
                .first = 0,
                .last = 0};
    switch (grant.area) {
    case stm::Area::Port: grant.first = read_port(input); break;
    case stm::Area::Msr:
        grant.first = 64 * std::uint64_t{read_msr_index(input)};
        if (!grant.protect) grant.first += input.below(64);
        break;
    case stm::Area::Physical: grant.first = read_page(input); break;
    default: grant.first = input.number(4); break;
    }
    grant.last = grant.first + input.number(2);
    return grant;
}

void put_grant(Seed& seed, Grant const& grant) {
    seed.byte((grant.protect ? 1u : 0u) | (grant.read ? 2u : 0u) | (grant.write ? 4u : 0u) |
              8u * static_cast<unsigned>(grant.area));
    switch (grant.area) {
    case stm::Area::Port: put_port(seed, static_cast<std::uint16_t>(grant.first)); break;
    case stm::Area::Msr:
        put_msr_index(seed, static_cast<std::uint32_t>(grant.first / 64));
        if (!grant.protect) seed.below(64, grant.first % 64);
        break;
    case stm::Area::Physical: put_page(seed, grant.first); break;
    default: seed.number(4, grant.first); break;
    }
    seed.number(2, grant.last - grant.first);
}

} // namespace redoubt::fuzz
