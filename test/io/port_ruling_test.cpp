// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_ruling.h"
#include "test/io/oracle.hpp"

#include <array>
#include <doctest/doctest.h>

using redoubt::test::byte_of;
using redoubt::test::expected_ruling;
using redoubt::test::grant_ports;
using redoubt::test::Random;
using redoubt::test::seed_or;
using redoubt::test::World;
using stm::Area;
using stm::io::PortAccess;
using stm::io::PortRuling;

namespace {

PortAccess in(std::uint16_t port, std::uint8_t size) {
    return {.port = port, .size = size, .in = true, .string = false};
}

PortAccess out(std::uint16_t port, std::uint8_t size) {
    return {.port = port, .size = size, .in = false, .string = false};
}

PortAccess repeated(PortAccess access) {
    access.string = true;
    return access;
}

constexpr std::array<std::uint8_t, 3> sizes{1, 2, 4};

constexpr std::uint32_t lpc = 0x8000f800; // 0:1F.0

} // namespace

TEST_CASE("io: REQ-EXC-06: an exit qualification says what the SDM's table says") {
    for (unsigned bits = 0; bits < 0x80; ++bits)
        for (std::uint64_t const port : {0x0ull, 0xcf8ull, 0xffffull}) {
            PortAccess access{};
            stm::io::decode(access, 0xabcd000000000000 | port << 16 | 0xff80 | bits);
            std::array<unsigned, 8> const of_code{1, 2, 0, 4, 0, 0, 0, 0};
            CHECK(access.port == port);
            CHECK(access.size == of_code[bits & 7]);
            CHECK(access.in == ((bits & 8) != 0));
            CHECK(access.string == ((bits & 0x30) != 0));
        }
}

TEST_CASE("io: REQ-POL-01, REQ-POL-03, REQ-POL-17, REQ-EXC-06: every access to every port is ruled byte by byte") {
    Random random(seed_or(21));
    std::array<std::size_t, 6> met{};
    for (unsigned round = 0; round < 6; ++round) {
        World world;
        grant_ports(world, random);
        (void)world.claim(Area::Pci, true, random.one_in(2), byte_of(lpc, random.below(4)), byte_of(lpc, 7));
        std::uint32_t const latch = random.one_in(3) ? 0 : lpc;
        for (std::uint32_t port = 0; port < 0x10000; ++port)
            for (auto const size : sizes)
                for (unsigned kind = 0; kind < 4; ++kind) {
                    PortAccess const access{.port = static_cast<std::uint16_t>(port),
                                            .size = size,
                                            .in = kind % 2 == 0,
                                            .string = kind >= 2};
                    auto const ruling = stm::io::rule_port(*world.policy, access, latch);
                    if (ruling != expected_ruling(world, access, latch))
                        FAIL("port ", port, " size ", unsigned{size}, " kind ", kind, " latch ", latch);
                    ++met.at(static_cast<unsigned>(ruling));
                }
    }
    CHECK(met[static_cast<unsigned>(PortRuling::Direct)] > 100);
    CHECK(met[static_cast<unsigned>(PortRuling::IoViolation)] > 100);
    CHECK(met[static_cast<unsigned>(PortRuling::Denied)] > 100);
}

TEST_CASE("io: REQ-EXC-07: every access to the ports of PCI configuration is ruled by its registers") {
    Random random(seed_or(22));
    std::array<std::size_t, 6> met{};
    for (unsigned round = 0; round < 3000; ++round) {
        World world;
        auto const latch = static_cast<std::uint32_t>(random.next() & 0x80fffffc) | (random.one_in(8) ? 0 : 0x80000000);
        for (unsigned i = 0; i < 4; ++i) {
            auto const first = byte_of(latch, random.below(4));
            auto const last = first + random.below(5);
            auto const read = random.one_in(2);
            auto const write = !read || random.one_in(2);
            if (random.one_in(4) && last <= stm::kLastPciByte)
                (void)world.protect(Area::Pci, true, true, first / 4096 * 4096, first / 4096 * 4096 + 4095);
            else if (last <= stm::kLastPciByte)
                (void)world.claim(Area::Pci, read, write, first, last);
            if (random.one_in(6)) (void)world.claim(Area::Port, read, write, 0xcf8 + random.below(8), 0xd03);
            if (random.one_in(12)) (void)world.protect(Area::Port, read, write, 0xcf6 + random.below(8), 0xd03);
        }
        for (std::uint16_t port = 0xcf4; port < 0xd04; ++port)
            for (auto const size : sizes)
                for (unsigned kind = 0; kind < 4; ++kind) {
                    PortAccess const access{.port = port, .size = size, .in = kind % 2 == 0, .string = kind >= 2};
                    auto const ruling = stm::io::rule_port(*world.policy, access, latch);
                    if (ruling != expected_ruling(world, access, latch)) FAIL("port ", port, " latch ", latch);
                    ++met.at(static_cast<unsigned>(ruling));
                }
    }
    for (auto const count : met)
        CHECK(count > 100);
}

TEST_CASE("io: REQ-POL-01: a size that the processor does not have is denied") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0, 0xffff));
    for (unsigned size = 0; size < 256; ++size)
        if (size != 1 && size != 2 && size != 4)
            CHECK(stm::io::rule_port(*world.policy, in(0x80, static_cast<std::uint8_t>(size)), 0) ==
                  PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, in(0x80, 4), 0) == PortRuling::Direct);
}

TEST_CASE("io: REQ-POL-06: an access that runs beyond port FFFF is never made (W-36)") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0, 0xffff));
    CHECK(stm::io::rule_port(*world.policy, in(0xffff, 1), 0) == PortRuling::Direct);
    CHECK(stm::io::rule_port(*world.policy, in(0xfffc, 4), 0) == PortRuling::Direct);
    CHECK(stm::io::rule_port(*world.policy, in(0xffff, 2), 0) == PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, out(0xfffd, 4), 0) == PortRuling::Denied);
}

TEST_CASE("io: REQ-EXC-07, REQ-POL-02: what stands in the address register grants nothing (W-03)") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0xcf8, 0xcff));
    // The attack: MSEG's address there, then one read.
    for (std::uint32_t const address : {0x7f700000u, 0xff700000u, 0x80000000u | 0x7f700}) {
        auto const latch = stm::io::latched(address);
        auto const ruling = stm::io::rule_port(*world.policy, in(0xcfc, 4), latch);
        CHECK(ruling == (address >> 31 != 0 ? PortRuling::Denied : PortRuling::Data));
    }
    // With the claim of one function: that one, and no other.
    REQUIRE(world.claim(Area::Pci, true, true, 4096 * 0xf8, 4096 * 0xf8 + 4095));
    CHECK(stm::io::rule_port(*world.policy, in(0xcfc, 4), lpc) == PortRuling::Data);
    CHECK(stm::io::rule_port(*world.policy, in(0xcff, 1), lpc + 0xfc) == PortRuling::Data);
    CHECK(stm::io::rule_port(*world.policy, in(0xcfc, 4), lpc + 0x100) == PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, out(0xcfc, 4), lpc - 0x100) == PortRuling::Denied);
}

TEST_CASE("io: REQ-EXC-07: an access that is partly in the data ports is never made, though all of it was claimed") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0, 0xffff));
    REQUIRE(world.claim(Area::Pci, true, true, 0, stm::kLastPciByte));
    for (auto const& access : {out(0xcf9, 4), out(0xcfa, 4), out(0xcfb, 2), out(0xcfe, 4), out(0xcff, 2), in(0xcfd, 4)})
        for (std::uint32_t const latch : {0u, lpc})
            CHECK(stm::io::rule_port(*world.policy, access, latch) == PortRuling::Denied);
}

TEST_CASE("io: REQ-EXC-07: the reset port among the bytes of the address register must be claimed") {
    World world;
    CHECK(stm::io::rule_port(*world.policy, out(0xcf9, 1), 0) == PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, out(0xcf8, 4), 0) == PortRuling::Address);
    CHECK(stm::io::rule_port(*world.policy, in(0xcf8, 4), 0) == PortRuling::Address);
    CHECK(stm::io::rule_port(*world.policy, out(0xcf8, 2), 0) == PortRuling::Denied);
    REQUIRE(world.claim(Area::Port, false, true, 0xcf9, 0xcf9));
    CHECK(stm::io::rule_port(*world.policy, out(0xcf9, 1), 0) == PortRuling::Direct);
    CHECK(stm::io::rule_port(*world.policy, in(0xcf9, 1), 0) == PortRuling::Denied);
}

TEST_CASE("io: REQ-EXC-06: string input and output that exits is denied, whatever is claimed (W-39)") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0, 0x7fff));
    REQUIRE(world.claim(Area::Pci, true, true, 4096 * 0xf8, 4096 * 0xf8 + 4095));
    for (auto const& access : {in(0x60, 1), out(0x60, 1), in(0xcf8, 4), out(0xcf8, 4), in(0xcfc, 4), in(0x7fff, 2)})
        CHECK(stm::io::rule_port(*world.policy, repeated(access), lpc) == PortRuling::Denied);
    REQUIRE(world.protect(Area::Port, true, true, 0x8000, 0x8000));
    CHECK(stm::io::rule_port(*world.policy, repeated(in(0x8000, 1)), lpc) == PortRuling::IoViolation);
}

TEST_CASE("io: REQ-POL-03: what the OS protects is an exception of its class, port or register") {
    World world;
    REQUIRE(world.claim(Area::Port, true, true, 0x60, 0x64));
    REQUIRE(world.protect(Area::Port, false, true, 0x65, 0x65));
    REQUIRE(world.protect(Area::Pci, true, true, 4096 * 0xf9, 4096 * 0xf9 + 4095));
    CHECK(stm::io::rule_port(*world.policy, out(0x64, 2), 0) == PortRuling::IoViolation);
    CHECK(stm::io::rule_port(*world.policy, in(0x64, 2), 0) == PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, in(0xcfd, 1), lpc + 0x100) == PortRuling::PciViolation);
    CHECK(stm::io::rule_port(*world.policy, in(0xcfd, 1), lpc) == PortRuling::Denied);
    CHECK(stm::io::rule_port(*world.policy, in(0xcfd, 1), lpc + 0x100 - 0x80000000) == PortRuling::Denied);
    REQUIRE(world.protect(Area::Port, true, true, 0xcf8, 0xcff));
    CHECK(stm::io::rule_port(*world.policy, out(0xcf8, 4), 0) == PortRuling::IoViolation);
    CHECK(stm::io::rule_port(*world.policy, in(0xcfd, 1), lpc + 0x100) == PortRuling::IoViolation);
}
