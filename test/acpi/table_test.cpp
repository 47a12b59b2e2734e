// SPDX-License-Identifier: Apache-2.0
#include "test/acpi/tables.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

// Tables that are not what they have to be.

namespace {

// One bit at a time.
template <typename Function>
void flip_each(Bytes& bytes, std::size_t from, Function const& check) {
    for (std::size_t i = from; i < bytes.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            CAPTURE(i);
            CAPTURE(bit);
            bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ 1u << bit);
            check();
            bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ 1u << bit);
        }
}

} // namespace

TEST_CASE("acpi: REQ-BIOS-07: no bit of a table can be wrong without its sum") {
    World world;
    flip_each(world.root, 0, [&] { check_broken(world.find()); });
    flip_each(world.directory, 0, [&] { check_broken(world.find()); });
    flip_each(world.window, 4, [&] { check_broken(world.find()); });
    flip_each(world.other, 4, [&] { check_window(world.find()); }); // that is nobody's matter here
}

TEST_CASE("acpi: REQ-BIOS-07: each of the root pointer's sums counts") {
    World world;
    world.root[8] = static_cast<std::uint8_t>(world.root[8] + 1); // of the first part
    world.root[33] = static_cast<std::uint8_t>(world.root[33] - 1);
    check_broken(world.find());
    world = World();
    world.root[32] = static_cast<std::uint8_t>(world.root[32] + 1); // of all
    check_broken(world.find());
}

TEST_CASE("acpi: REQ-BIOS-07: a root pointer has its signature, its length, and revision 2 or later") {
    for (std::size_t i = 0; i < 8; ++i) {
        World world;
        world.root[i] = static_cast<std::uint8_t>(world.root[i] ^ 0x20);
        sum_up_rsdp(world.root);
        check_broken(world.find());
    }
    for (std::uint64_t revision = 0; revision < 0x100; ++revision) {
        World world;
        put(world.root, 15, 1, revision);
        sum_up_rsdp(world.root);
        if (revision >= 2)
            check_window(world.find());
        else
            check_broken(world.find());
    }
    for (std::uint64_t const length :
         {0ull, 20ull, 35ull, 37ull, 40ull, 0x124ull, 0x10024ull, 0x1000024ull, 0xffffffffull}) {
        World world;
        put(world.root, 20, 4, length);
        sum_up_rsdp(world.root);
        check_broken(world.find());
    }
}

TEST_CASE("acpi: REQ-BIOS-07: a signature counts where it belongs, and only in whole") {
    for (std::size_t i = 0; i < 4; ++i) {
        World world;
        world.directory[i] = static_cast<std::uint8_t>(world.directory[i] ^ 0x20);
        sum_up_table(world.directory);
        check_broken(world.find());
        world = World();
        world.window[i] = static_cast<std::uint8_t>(world.window[i] ^ 0x20); // a table of another kind
        sum_up_table(world.window);
        check_none(world.find());
    }
    World shifted;
    shifted.window.insert(shifted.window.begin(), 0); // one byte behind where the XSDT says
    check_none(shifted.find());
}

TEST_CASE("acpi: REQ-BIOS-07: a table has room for its header, whole entries behind it, and a page at most") {
    for (std::size_t length = 0; length < 140; ++length) {
        CAPTURE(length);
        World world;
        auto const whole = world.directory; // with the MCFG as its second entry
        world.directory.resize(length < 8 ? 8 : length);
        for (std::size_t i = 36 + 24; i < world.directory.size(); ++i)
            world.directory[i] = 0;
        put(world.directory, 4, 4, length);
        if (length >= 36) sum_up_table(world.directory);
        if (length < 36 || (length - 36) % 8 != 0)
            check_broken(world.find());
        else if (length < 36 + 16)
            check_none(world.find());
        else
            check_window(world.find());

        world = World({Allocation{}, Allocation{.group = 1}, Allocation{.group = 2}, Allocation{.group = 3},
                       Allocation{.group = 4}, Allocation{.group = 5}});
        world.window.resize(length < 8 ? 8 : length);
        put(world.window, 4, 4, length);
        if (length >= 36) sum_up_table(world.window);
        if (length < 44 || (length - 44) % 16 != 0)
            check_broken(world.find());
        else if (length == 44)
            check_none(world.find());
        else
            check_window(world.find());
    }
    for (std::uint64_t const length :
         {0x1001ull, 0x1004ull, 0x100cull, 0x10024ull, 0x1003cull, 0x7fffffffull, 0x80000000ull, 0xffffffffull}) {
        World world;
        put(world.directory, 4, 4, length);
        check_broken(world.find());
        world = World();
        put(world.window, 4, 4, length);
        check_broken(world.find());
    }
}

TEST_CASE("acpi: REQ-EXC-07: the last of as many entries as fit in a page counts, and one more is too many") {
    constexpr std::size_t most_tables = 507; // 36 + 8 * 507 is 4092
    constexpr std::size_t most_groups = 253; // 44 + 16 * 253 is 4092
    for (std::uint64_t offset = 0; offset < 8; ++offset) {
        World world;
        world.xsdt_at = 0x7e010000 + offset;
        world.mcfg_at = 0x7e020ff8 + offset;
        std::vector<Allocation> groups;
        for (std::size_t i = 1; i < most_groups; ++i)
            groups.push_back({.group = i});
        groups.push_back({});
        world.build(groups);
        std::vector<std::uint64_t> tables(most_tables - 1, world.other_at);
        tables.push_back(world.mcfg_at);
        world.directory = xsdt(tables);
        check_window(world.find());

        groups.push_back({.group = most_groups});
        world.window = mcfg(groups);
        check_broken(world.find());
        world.build();
        tables.push_back(world.other_at);
        world.directory = xsdt(tables);
        check_broken(world.find());
    }
}

TEST_CASE("acpi: REQ-BIOS-07: a table that changes while it is read is not one") {
    // The length, and with it the sum, from the second look on.
    auto const changes = [](std::uint64_t at, Bytes const& now, std::uint64_t length) {
        auto then = now;
        put(then, 4, 4, length);
        sum_up_table(then);
        for (std::size_t i = 0; i < 8; ++i)
            memory().later[at + i] = then[i];
        memory().bytes[at + 9] = then[9];
        memory().later[at + 9] = then[9];
    };
    World const world;
    for (std::uint64_t const length : {0ull, 36ull, 44ull, 0x1000ull, 0xffffffffull}) {
        check_window(world.find()); // and is placed
        memory().seen.clear();
        changes(world.mcfg_at, world.window, length);
        check_broken(find_from(world.rsdp_at));

        check_window(world.find());
        memory().seen.clear();
        changes(world.xsdt_at, world.directory, length);
        check_broken(find_from(world.rsdp_at));
    }
}
