// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_ruling.h"
#include "test/io/oracle.hpp"

#include <array>
#include <doctest/doctest.h>
#include <vector>

using redoubt::test::layout;
using redoubt::test::Random;
using redoubt::test::seed_or;
using redoubt::test::World;
using stm::Access;
using stm::Area;
using stm::io::MsrRuling;

namespace {

stm::io::MsrAnswer rule(World const& world, std::uint64_t msr, bool write) {
    return stm::io::rule_msr(*world.policy, static_cast<std::uint32_t>(msr), write ? Access::Write : Access::Read);
}

bool may_place(World const& world, std::uint64_t before, std::uint64_t wanted) {
    return stm::io::may_place_apic(*world.policy, before, wanted);
}

} // namespace

TEST_CASE("io: REQ-POL-01, REQ-POL-03, REQ-POL-12, REQ-POL-17: an MSR is ruled bit by bit, each access for itself") {
    Random random(seed_or(41));
    std::array<std::size_t, 4> met{};
    for (unsigned round = 0; round < 300; ++round) {
        World world;
        std::vector<std::uint64_t> const all{0x0,   0x1b,  0x79,  0x9b,       0x1f1,     0x1f2,
                                             0x1f3, 0x1f4, 0x830, 0xc0000081, 0xffffffff};
        for (unsigned i = 0; i < 12; ++i) {
            auto const msr = random.of(all);
            auto const first = random.below(64);
            auto const last = random.one_in(2) ? 63 : random.between(first, 63);
            auto const read = random.one_in(2);
            auto const write = !read || random.one_in(2);
            if (random.one_in(4))
                (void)world.protect(Area::Msr, read, write, 64 * msr, 64 * msr + 63);
            else
                (void)world.claim(Area::Msr, read, write, 64 * msr + first, 64 * msr + last);
        }
        for (auto const msr : all)
            for (bool const write : {false, true}) {
                auto const expected = redoubt::test::expected_answer(world, msr, write);
                auto const answer = rule(world, msr, write);
                CHECK(answer.ruling == expected.ruling);
                CHECK(answer.mask == expected.mask);
                ++met.at(static_cast<unsigned>(answer.ruling));
            }
    }
    for (auto const count : met)
        CHECK(count > 100);
}

TEST_CASE("io: REQ-POL-17, REQ-POL-12: masks are applied the right way round, and walls are not written (W-45)") {
    World world;
    REQUIRE(world.claim(Area::Msr, true, false, 64 * 0x199ull, 64 * 0x199ull + 15));
    REQUIRE(world.claim(Area::Msr, false, true, 64 * 0x199ull + 8, 64 * 0x199ull + 15));
    CHECK(rule(world, 0x199, false).mask == 0xffff);
    CHECK(rule(world, 0x199, true).mask == 0xff00);
    CHECK(rule(world, 0x19a, true).ruling == MsrRuling::Denied);
    CHECK(rule(world, 0x79, true).ruling == MsrRuling::Denied);
    for (std::uint64_t const msr : {0x9bull, 0x1f2ull, 0x1f3ull})
        CHECK(rule(world, msr, true).ruling == MsrRuling::Kept);
}

TEST_CASE("io: REQ-EXC-08: the APIC's page is moved to where the BIOS's claim is, and never onto SMRAM (W-45)") {
    constexpr std::uint64_t usual = 0xfee00900;
    World world;
    REQUIRE(world.claim(Area::Physical, true, true, 0x7f000, 0x7f6ff)); // the BIOS's part of TSEG
    REQUIRE(world.claim(Area::Physical, true, true, 0xfec10, 0xfec10));
    REQUIRE(world.claim(Area::Physical, true, false, 0xfec12, 0xfec12));
    REQUIRE(world.claim(Area::Physical, true, true, 0x100000, 0x100000));
    for (std::uint64_t page = 0x7f000; page <= 0x7f7ff; ++page) {
        CHECK_FALSE(may_place(world, usual, page * 0x1000 + 0x900));
        CHECK_FALSE(may_place(world, page * 0x1000 + 0x900, page * 0x1000 + 0x900));
    }
    CHECK(may_place(world, usual, usual));
    CHECK(may_place(world, usual, 0xfec10900));
    CHECK_FALSE(may_place(world, usual, 0xfec11900));  // nobody's
    CHECK_FALSE(may_place(world, usual, 0xfec12900));  // to be read only
    CHECK_FALSE(may_place(world, usual, 0x7efff900));  // just below TSEG, nobody's
    CHECK_FALSE(may_place(world, usual, 0x100000900)); // claimed, but above 4 GiB
    CHECK_FALSE(may_place(world, usual, 0xfffffffffee00900));
    CHECK_FALSE(may_place(world, 0x0010000000000900, 0x0010000000000900)); // beyond what an address can be
    // Enabling, x2APIC mode, BSP, and reserved bits stay, where the page may be too.
    REQUIRE(world.claim(Area::Physical, true, true, 0xfee00, 0xfee00));
    for (unsigned b = 0; b < 12; ++b)
        CHECK_FALSE(may_place(world, usual, usual ^ 1u << b));
    // What is there already, above 4 GiB too, may be written again.
    CHECK(may_place(world, 0x123456789d00, 0x123456789d00));
}

TEST_CASE("io: REQ-EXC-08, REQ-POL-03: the APIC's page is not moved onto what the OS protects") {
    World world;
    REQUIRE(world.protect(Area::Physical, true, true, 0x1000, 0x1fff));
    CHECK_FALSE(may_place(world, 0xfee00900, 0x01234900));
}
