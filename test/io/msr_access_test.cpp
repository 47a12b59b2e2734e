// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_access.h"
#include "test/io/hardware.hpp"
#include "test/policy/random.hpp"

#include <doctest/doctest.h>

using redoubt::test::Hardware;
using redoubt::test::hardware;
using redoubt::test::Random;
using redoubt::test::seed_or;

TEST_CASE("io: REQ-POL-17: each bit of an MSR comes from whom the mask says") {
    Random random(seed_or(51));
    for (unsigned round = 0; round < 1000; ++round) {
        auto const before = random.next();
        auto const wanted = random.next();
        auto const mask = random.one_in(8) ? 0 : random.one_in(8) ? ~std::uint64_t{0} : random.next();
        std::uint64_t after = 0;
        std::uint64_t seen = 0;
        for (unsigned b = 0; b < 64; ++b) {
            auto const bit = std::uint64_t{1} << b;
            if (((mask & bit) != 0 ? wanted : before) & bit) after += bit;
            if ((mask & bit) != 0 && (before & bit) != 0) seen += bit;
        }
        CHECK(stm::io::merged(before, wanted, mask) == after);
        CHECK(stm::io::visible(before, mask) == seen);

        hardware() = Hardware{};
        hardware().msrs = {{0x199, before}, {0x19a, 7}};
        CHECK(stm::io::read_masked(0x199, mask) == seen);
        stm::io::write_masked(0x199, mask, wanted);
        CHECK(hardware().msrs == std::map<std::uint32_t, std::uint64_t>{{0x199, after}, {0x19a, 7}});
    }
}

TEST_CASE("io: REQ-POL-17: what is only ever written is not read") {
    hardware() = Hardware{};
    stm::io::write_masked(0x83f, ~std::uint64_t{0}, 0x42);
    CHECK(hardware().log == std::vector<std::string>{"wrmsr"});
    CHECK(hardware().msrs.at(0x83f) == 0x42);
}
