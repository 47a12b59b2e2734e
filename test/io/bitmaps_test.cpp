// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_bitmap.h"
#include "test/io/world.hpp"

#include <doctest/doctest.h>
#include <set>

using redoubt::test::grant_ports;
using redoubt::test::Random;
using redoubt::test::seed_or;
using redoubt::test::World;
using stm::Area;

namespace {

bool bit(stm::arch::Page const& page, unsigned i) {
    return (page.word[i / 64] >> i % 64 & 1) != 0;
}

std::set<unsigned> open_ports(World const& world) {
    stm::arch::Page a;
    stm::arch::Page b;
    for (auto& word : a.word)
        word = 0x5a5a5a5a5a5a5a5a;
    b = a;
    stm::io::fill_port_bitmap(a, *world.policy, 0);
    stm::io::fill_port_bitmap(b, *world.policy, 0x8000);
    std::set<unsigned> open;
    for (unsigned port = 0; port < 0x10000; ++port)
        if (!bit(port < 0x8000 ? a : b, port % 0x8000)) open.insert(port);
    return open;
}

// SDM vol. 3C 24.6.9: at byte 0 reads of MSRs from 0, at 0x400 reads from C0000000H, at 0x800 and 0xC00 the writes.
struct MsrBitmap {
    explicit MsrBitmap(World const& world) {
        for (auto& word : page.word)
            word = 0xa5a5a5a5a5a5a5a5;
        stm::io::fill_msr_bitmap(page, *world.policy);
    }

    [[nodiscard]] bool exits(bool write, std::uint32_t msr) const {
        auto const byte = (write ? 0x800u : 0u) + (msr >= 0xc0000000 ? 0x400u : 0u) + msr % 0x2000 / 8;
        return (page.word[byte / 8] >> (8 * (byte % 8) + msr % 8) & 1) != 0;
    }

    stm::arch::Page page;
};

// The interface's list, by the SDM's numbers, and those that this monitor's VMCSs switch as well.
std::set<std::uint32_t> const own{0x174, 0x175, 0x176, 0x1d9, 0x277, 0xc0000080, 0xc0000100, 0xc0000101};
std::set<std::uint32_t> const guarded{0x1b, 0x9b, 0x1f2, 0x1f3};

bool all_claimed(World const& world, bool write, std::uint64_t msr) {
    for (unsigned b = 0; b < 64; ++b)
        if (!world.claimed(Area::Msr, write, 64 * msr + b)) return false;
    return true;
}

std::size_t compare(World const& world) {
    MsrBitmap const bitmap(world);
    std::size_t open = 0;
    for (std::uint32_t i = 0; i < 0x4000; ++i) {
        auto const msr = i < 0x2000 ? i : 0xc0000000 + i - 0x2000;
        for (bool const write : {false, true}) {
            auto const passes =
                own.contains(msr) || (all_claimed(world, write, msr) && !(write && guarded.contains(msr)));
            if (bitmap.exits(write, msr) == passes) FAIL("MSR ", msr, write ? " written" : " read");
            if (passes) ++open;
        }
    }
    return open;
}

} // namespace

TEST_CASE("io: REQ-POL-01: without claims, every port exits") {
    CHECK(open_ports(World{}).empty());
}

TEST_CASE(
    "io: REQ-POL-17: a port does not exit if and only if both its directions were claimed and it is none of PCI's") {
    Random random(seed_or(11));
    for (unsigned round = 0; round < 12; ++round) {
        World world;
        grant_ports(world, random);
        std::set<unsigned> expected;
        for (unsigned port = 0; port < 0x10000; ++port)
            if (world.claimed(Area::Port, false, port) && world.claimed(Area::Port, true, port) &&
                !(port >= 0xcf8 && port <= 0xcff))
                expected.insert(port);
        CHECK(open_ports(world) == expected);
        CHECK(!expected.empty());
    }
}

TEST_CASE("io: REQ-POL-06, REQ-POL-07: a range that reaches port FFFF ends there (W-36)") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0xfff0, 0xffff));
    auto const open = open_ports(world);
    CHECK(open.size() == 16);
    CHECK(*open.begin() == 0xfff0);
    CHECK(*open.rbegin() == 0xffff);
}

TEST_CASE("io: REQ-EXC-07: when all ports are claimed, those of PCI configuration exit still") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0, 0xffff));
    auto const open = open_ports(world);
    CHECK(open.size() == 0x10000 - 8);
    for (unsigned port = 0xcf8; port <= 0xcff; ++port)
        CHECK(!open.contains(port));
}

TEST_CASE("io: REQ-POL-01: without claims, no MSR passes but those that the handler's VMCS holds") {
    CHECK(compare(World{}) == 2 * own.size());
}

TEST_CASE(
    "io: REQ-POL-17: an access to an MSR does not exit if and only if all of its bits were claimed for it, or the "
    "handler has one of its own") {
    Random random(seed_or(12));
    for (unsigned round = 0; round < 6; ++round) {
        World world;
        for (unsigned i = 0; i < 80; ++i) {
            std::uint64_t const base = random.one_in(2) ? 0xc0000000 : 0;
            std::uint64_t const msr = base + (random.one_in(3) ? 0x1ff8 + random.below(8) : random.below(0x2000));
            auto const both = random.one_in(2);
            auto const read = both || random.one_in(2);
            auto const first = 64 * msr + (random.one_in(3) ? random.below(64) : 0);
            auto const last = random.one_in(3) ? first + random.below(64) : 64 * (msr + random.below(3)) + 63;
            if (first <= last) (void)world.claim(Area::Msr, read, both || !read, first, last);
        }
        CHECK(compare(world) > 2 * own.size());
    }
}

TEST_CASE("io: REQ-POL-12, REQ-EXC-08: writes of what the monitor stands on, and of the APIC's base, exit whatever the "
          "BIOS claims (W-45)") {
    World world;
    for (std::uint64_t first = 0; first < 0x2000; first = first + 0x100)
        for (std::uint64_t msr = first; msr < first + 0x100; ++msr)
            if (!guarded.contains(static_cast<std::uint32_t>(msr)) || msr == 0x1b)
                REQUIRE(world.claim(Area::Msr, true, true, 64 * msr, 64 * msr + 63));
    for (auto const msr : {0x9bull, 0x1f2ull, 0x1f3ull}) {
        CHECK_FALSE(world.claim(Area::Msr, true, true, 64 * msr, 64 * msr + 63));
        REQUIRE(world.claim(Area::Msr, true, false, 64 * msr, 64 * msr + 63));
    }
    MsrBitmap const bitmap(world);
    for (std::uint32_t msr = 0; msr < 0x2000; ++msr) {
        CHECK(bitmap.exits(true, msr) == guarded.contains(msr));
        CHECK_FALSE(bitmap.exits(false, msr));
    }
}
