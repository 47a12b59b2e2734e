// SPDX-License-Identifier: Apache-2.0
#include "test/acpi/tables.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

// What the tables say of the window, if each of them is good.

TEST_CASE("acpi: REQ-EXC-07: the window is found wherever its tables begin, and if they cross a page") {
    for (std::uint64_t page : {0x10000ull, 0x7e100000ull, 0x100000000ull})
        for (std::uint64_t offset = 0; offset < 0x1000; offset += offset == 8 ? 0xfb8 : 1) {
            CAPTURE(page);
            CAPTURE(offset);
            World world;
            world.rsdp_at = page + offset;
            check_window(world.find());

            world = World();
            world.xsdt_at = page + offset;
            world.build();
            check_window(world.find());

            world = World();
            world.other_at = page + offset;
            world.build();
            check_window(world.find());

            world = World();
            world.mcfg_at = page + offset;
            world.build();
            check_window(world.find());
        }
}

TEST_CASE("acpi: REQ-BIOS-07: a BIOS that names no root pointer has no window, and nothing is read") {
    clear_memory();
    check_none(find_from(0));
    CHECK(memory().reads == 0);
}

TEST_CASE("acpi: REQ-EXC-07: without an MCFG, or one for segment group 0, there is no window") {
    World world;
    world.directory = xsdt({});
    check_none(world.find());
    world.directory = xsdt({world.other_at, world.other_at});
    check_none(world.find());
    check_none(World({}).find());
    check_none(World({Allocation{.group = 1}}).find());
    check_none(World({Allocation{.group = 0x100}, Allocation{.group = 0xffff}}).find());
}

TEST_CASE("acpi: REQ-EXC-07: segment group 0 is found among others") {
    for (std::size_t count = 1; count <= 8; ++count)
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<Allocation> allocations;
            for (std::size_t k = 0; k < count; ++k)
                allocations.push_back({.base = 0x4000000000 + 0x10000000 * k, .group = k == i ? 0 : k + 1});
            check_window(World(allocations).find(), {.first_page = 0x4000000 + 0x10000 * i, .buses = 0x100});
        }
}

TEST_CASE("acpi: REQ-BIOS-07: two windows of segment group 0 are none") {
    Allocation const low{.last_bus = 0x7f};
    Allocation const high{.first_bus = 0x80};
    Allocation const other{.group = 3};
    check_broken(World({low, high}).find());
    check_broken(World({low, low}).find());
    check_broken(World({other, low, other, high, other}).find());
}

TEST_CASE("acpi: REQ-EXC-07: the window has as many buses as it says, from bus 0 on") {
    for (std::uint32_t last = 0; last <= 0xff; ++last)
        check_window(World({Allocation{.last_bus = last}}).find(), {.first_page = 0xe0000, .buses = last + 1});
    for (std::uint64_t first : {0x01ull, 0x02ull, 0x80ull, 0xffull})
        for (std::uint64_t last : {0x00ull, 0x01ull, 0x80ull, 0xffull})
            check_broken(World({Allocation{.first_bus = first, .last_bus = last}}).find());
}

TEST_CASE("acpi: REQ-EXC-07: the first MCFG of the XSDT counts") {
    World world;
    world.directory = xsdt({world.other_at, world.mcfg_at, 0x7e008000});
    auto const second = mcfg({Allocation{.base = 0x4000000000}});
    auto const finds = [&] {
        clear_memory();
        place(world.rsdp_at, world.root);
        place(world.xsdt_at, world.directory);
        place(world.other_at, world.other);
        place(world.mcfg_at, world.window);
        place(0x7e008000, second);
        return find_from(world.rsdp_at);
    };
    check_window(finds());
    world.directory = xsdt({0x7e008000, world.mcfg_at});
    check_window(finds(), {.first_page = 0x4000000, .buses = 0x100});
}

TEST_CASE("acpi: REQ-BIOS-07: a window lies on a border of 1 MiB, in whole below the end of addresses") {
    constexpr std::uint64_t mib = 0x100000;
    for (unsigned bit = 0; bit < 20; ++bit)
        check_broken(World({Allocation{.base = 0xe0000000 + (1ull << bit)}}).find());
    for (std::uint64_t last : {0x00ull, 0x0full, 0xffull}) {
        auto const most = kLimit - mib * (last + 1);
        check_window(World({Allocation{.base = most, .last_bus = last}}).find(),
                     {.first_page = most >> 12, .buses = static_cast<std::uint32_t>(last + 1)});
        check_broken(World({Allocation{.base = most + mib, .last_bus = last}}).find());
        for (std::uint64_t const base : {1ull * kLimit, 1ull << 52, ~0ull << 20, ~0ull << 20 & ~(1ull * mib * last)})
            check_broken(World({Allocation{.base = base, .last_bus = last}}).find());
    }
}

TEST_CASE("acpi: REQ-BIOS-07: SMRAM and interrupt messages are no window") {
    constexpr std::uint64_t mib = 0x100000;
    auto const window_at = [](std::uint64_t base, std::uint64_t buses) {
        return World({Allocation{.base = base, .last_bus = buses - 1}}).find();
    };
    for (std::uint64_t buses : {1ull, 2ull, 16ull}) {
        auto const count = static_cast<std::uint32_t>(buses);
        // TSEG has 2 MiB here, from kTseg on.
        check_window(window_at(kTseg - mib * buses, buses),
                     {.first_page = (kTseg >> 12) - 0x100 * buses, .buses = count});
        check_broken(window_at(kTseg - mib * buses + mib, buses));
        check_broken(window_at(kTseg, buses));
        check_broken(window_at(kTseg + mib, buses));
        check_window(window_at(kTop + 1, buses), {.first_page = (kTop + 1) >> 12, .buses = count});
        check_broken(window_at(0, buses)); // with 0xa0000
        check_window(window_at(mib, buses), {.first_page = 0x100, .buses = count});
        check_broken(window_at(0xfee00000, buses));
        check_broken(window_at(0xfee00000 - mib * (buses - 1), buses));
        check_window(window_at(0xfee00000 - mib * buses, buses),
                     {.first_page = 0xfee00 - 0x100 * buses, .buses = count});
        check_window(window_at(0xfef00000, buses), {.first_page = 0xfef00, .buses = count});
    }
}
