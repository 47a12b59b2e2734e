// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/os_calls.hpp"

#include "test/fuzz/event_log.hpp"

#include <algorithm>
#include <array>

namespace redoubt::fuzz {

using stm::api::Phase;

namespace {

constexpr std::size_t kMostClaims = 8;
constexpr std::size_t kMostBytes = 0x4000; // of the BIOS's list
constexpr std::size_t kPage = 0x1000;

// Pages: memory, the window on PCI configuration, TSEG, MSEG, the end of TSEG, the last ones.
constexpr std::array<std::uint64_t, 8> kPages{0x200, 0x80, 0x7f000, 0x7f700, 0x80000, 0xfffffffff0, 0x210, 0x200};
constexpr std::array<std::uint16_t, 4> kPorts{0x60, 0xcf8, 0x1000, 0xfff0};
constexpr std::array<std::uint32_t, 8> kMsrs{0x9b, 0x1f2, 0x1f3, 0x10, 0x1b, 0xc0000080, 0xffffffff, 0};
constexpr std::array<std::uint64_t, 4> kMasks{~std::uint64_t{0}, 0, 1, 0x8000000000000005};
constexpr std::array<std::uint32_t, 12> kFunctions{0,       1,       4,       0x10000, 0x10001, 0x10002,
                                                   0x10007, 0x10009, 0x1000d, 0x20003, 3,       0x80010003};
constexpr unsigned kAnyFunction = 0xff; // the number follows
constexpr unsigned kElsewhere = 0xc0;   // of the page: the address follows

// Bits of a descriptor's first byte, above its type.
constexpr unsigned kIgnored = 0x10, kDamaged = 0x20, kWild = 0x40;

std::uint64_t masks_at(unsigned accesses, unsigned shift) {
    return kMasks.at(accesses >> shift & 3);
}

Bytes ranges(unsigned type, unsigned place, unsigned offset, unsigned units, unsigned accesses) {
    auto const page = kPages.at(place % kPages.size()) + offset % 32;
    auto const port = static_cast<std::uint16_t>(kPorts.at(place % kPorts.size()) + offset % 16);
    switch (type) {
    case 1: return test::mem(kPage * page, kPage * units, accesses % 8);
    case 2: return test::io(port, static_cast<std::uint16_t>(units));
    case 3: return test::mmio(kPage * page, kPage * units, accesses % 8);
    case 4: return test::msr(kMsrs.at(place % kMsrs.size()) + offset, masks_at(accesses, 0), masks_at(accesses, 2));
    case 5: {
        bool const part = (accesses & 4) != 0;
        return test::pci(static_cast<std::uint8_t>(place % 2), static_cast<std::uint8_t>(offset / 8),
                         static_cast<std::uint8_t>(offset % 8),
                         part ? static_cast<std::uint16_t>(4 * units) : std::uint16_t{0},
                         part ? std::uint16_t{64} : std::uint16_t{0x1000}, static_cast<std::uint16_t>(accesses % 4),
                         static_cast<std::uint8_t>((accesses & 8) != 0 ? 2 : 1));
    }
    case 6: return test::trapped(port, static_cast<std::uint16_t>(units), static_cast<std::uint16_t>(accesses % 8));
    case 7: return test::all_resources();
    case 8: return test::register_violation();
    default: return test::header(type, 8 + 8 * (place % 4));
    }
}

void put_size(Bytes& list, ListSize size) {
    constexpr std::size_t end = 16;
    std::size_t const wanted[] = {0, kPage, 2 * kPage, kMostBytes};
    auto const filler = test::ignored(test::trapped(0xb2, 1, 3));
    while (list.size() + filler.size() + end <= wanted[static_cast<std::size_t>(size)])
        list.insert(list.end(), filler.begin(), filler.end());
}

} // namespace

OsWorldInput read_os_world(Input& input) {
    OsWorldInput world{};
    auto const kind = input.byte();
    world.window = (kind & 1) != 0;
    world.full = (kind & 2) != 0;
    std::vector<Bytes> claims(input.below(kMostClaims));
    for (auto& claim : claims)
        claim = read_descriptor(input);
    world.list = test::join(claims);
    put_size(world.list, static_cast<ListSize>(kind >> 2 & 3));
    auto const end = test::end();
    world.list.insert(world.list.end(), end.begin(), end.end());
    return world;
}

void put_os_world(Seed& seed, OsWorldSeed const& world) {
    seed.byte((world.window ? 1u : 0u) | (world.full ? 2u : 0u) | static_cast<unsigned>(world.size) << 2);
    seed.below(kMostClaims, world.claims.size());
    for (auto const& claim : world.claims)
        seed.bytes(claim);
}

test::OsCall read_caller(Input& input) {
    auto const kind = input.byte();
    auto const page = input.byte();
    auto const address = page < kElsewhere ? kPage * (0x100 + page % 4u) : read_page_address(input);
    Phase const phases[] = {Phase::Started, Phase::Started, Phase::Initialized, Phase::Off};
    test::OsCall call{.function = 0,
                      .rbx = address & 0xffffffff,
                      .rcx = address >> 32,
                      .rdx = 0,
                      .long_mode = (kind & kNotLongMode) == 0,
                      .phase = phases[kind & 3],
                      .page = {}};
    if ((kind & kNoise) != 0) { // in what counts for nobody
        call.rbx |= 0xabcdef0100000000 | kind | page;
        call.rcx |= 0x1234567800000000;
        call.rdx |= 0xfeedc0de00000000;
    }
    return call;
}

void put_caller(Seed& seed, unsigned kind, unsigned page) {
    seed.byte(kind).byte(page);
}

void put_caller_elsewhere(Seed& seed, unsigned place, unsigned offset, unsigned kind) {
    seed.byte(kind).byte(kElsewhere);
    put_page(seed, place, offset);
}

// What it is, where, how far behind, how long, and for which access.
Bytes read_descriptor(Input& input) {
    auto const kind = input.byte();
    auto const place = input.byte();
    auto const offset = input.byte();
    auto const units = input.byte();
    auto const accesses = input.byte();
    auto bytes = ranges(kind % 16, place, offset, units, accesses);
    if ((kind & kIgnored) != 0) bytes = test::ignored(bytes);
    if ((kind & kDamaged) != 0) {
        auto& byte = bytes[input.below(bytes.size())];
        byte ^= input.byte();
    }
    if ((kind & kWild) != 0 && bytes.size() == 32) // a range, or masks, of any size
        for (auto const at : {8u, 16u})
            test::put(bytes, at, 8, input.number(8));
    return bytes;
}

Bytes descriptor_input(DescriptorSeed const& d) {
    Seed seed;
    seed.byte(d.type | (d.ignored ? kIgnored : 0u)).byte(d.place).byte(d.offset).byte(d.units).byte(d.accesses);
    return seed.all();
}

std::uint32_t read_function(Input& input) {
    auto const index = input.byte();
    return index < kAnyFunction ? kFunctions.at(index % kFunctions.size())
                                : static_cast<std::uint32_t>(input.number(4));
}

void put_function(Seed& seed, std::uint32_t function) {
    seed.byte(kAnyFunction).number(4, function);
}

} // namespace redoubt::fuzz
