// SPDX-License-Identifier: Apache-2.0
#include "test/acpi/tables.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

// Tables are read where memory is the OS's, and nowhere else: find_from checks it for each word.

namespace {

// Where a table of so many bytes is not looked at: it begins in, or ends in, what is not the OS's.
std::vector<std::uint64_t> places_out_of_reach(std::uint64_t bytes) {
    std::vector<std::uint64_t> places{
        kLimit - bytes + 1, kLimit, 1ull << 52, (1ull << 52) - 1, 1ull << 63, ~0ull - bytes, ~0ull - bytes + 1,
        ~0ull - bytes + 2,  ~0ull,  0xb8000,    kTop + 1,         0xfee00000, 0xe0000000,    0xff000000,
        0xffffffff};
    for (std::uint64_t const first : {kTseg, std::uint64_t{0xa0000}})
        for (auto const place : {first - bytes + 1, first - 1, first, first + 1})
            places.push_back(place);
    for (std::uint64_t const last : {kTop, std::uint64_t{0xbffff}})
        for (auto const place : {last - bytes, last})
            places.push_back(place);
    return places;
}

// The last place in front of what is not the OS's, and the first one behind.
std::vector<std::uint64_t> places_in_reach(std::uint64_t bytes) {
    return {kTseg - bytes, 0xa0000 - bytes, 0xc0000, 1ull << 32, kLimit - bytes};
}

// A table of so many bytes is found in reach, and nothing is, out of it.
void check_reach(std::uint64_t World::*place, std::uint64_t bytes) {
    for (auto const at : places_out_of_reach(bytes)) {
        CAPTURE(at);
        World world;
        world.*place = at;
        world.build();
        check_broken(world.find());
    }
    for (auto const at : places_in_reach(bytes)) {
        CAPTURE(at);
        World world;
        world.*place = at;
        world.build();
        check_window(world.find());
    }
}

} // namespace

TEST_CASE("acpi: REQ-BIOS-07: no root pointer is read in SMRAM, among devices, or beyond the end of addresses") {
    check_reach(&World::rsdp_at, 36);
}

TEST_CASE("acpi: REQ-BIOS-07: no XSDT is read there") {
    check_reach(&World::xsdt_at, 36 + 24);
}

TEST_CASE("acpi: REQ-BIOS-07: no MCFG is read there") {
    check_reach(&World::mcfg_at, 60);
}

TEST_CASE("acpi: REQ-BIOS-07: a table in front of the MCFG whose signature is out of reach may be the MCFG") {
    check_reach(&World::other_at, 8); // its signature and its length are all that is read of it
}
