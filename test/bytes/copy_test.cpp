// SPDX-License-Identifier: Apache-2.0
#include "monitor/bytes/copy.h"
#include "test/policy/random.hpp"

#include <array>
#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt::test;

TEST_CASE("REQ-EXC-04: bytes from any offset, cut off or followed by zeros, and nothing else is written") {
    constexpr std::uint32_t words = 6; // of the source
    constexpr std::uint32_t room = 4;  // of the destination, of which as many are given
    constexpr std::uint8_t untouched = 0xee;
    auto const seed = seed_or(9);
    CAPTURE(seed);
    Random random(seed);
    std::array<std::uint64_t, words> from{};
    for (auto& word : from)
        word = random.next();
    std::array<std::uint8_t, 8 * words> source{};
    std::memcpy(source.data(), from.data(), sizeof from);

    for (std::uint32_t given = 0; given <= room; ++given)
        for (std::uint32_t offset = 0; offset <= 8 * words; ++offset)
            for (std::uint32_t length = 0; offset + length <= 8 * words; ++length) {
                std::array<std::uint8_t, 8 * room> expected{};
                expected.fill(untouched);
                for (std::uint32_t i = 0; i < 8 * given; ++i)
                    expected.at(i) = i < length ? source.at(offset + i) : 0;
                std::array<std::uint64_t, room> to{};
                std::memset(to.data(), untouched, sizeof to);
                stm::copy_bytes(to.data(), given, from.data(), offset, length);
                std::array<std::uint8_t, 8 * room> found{};
                std::memcpy(found.data(), to.data(), sizeof to);
                CAPTURE(given);
                CAPTURE(offset);
                CAPTURE(length);
                CHECK(found == expected);
            }
}
