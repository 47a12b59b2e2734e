// SPDX-License-Identifier: Apache-2.0
#include "test/resources/memory.hpp"

#include "monitor/arch/window.h"

#include <doctest/doctest.h>

namespace redoubt::test {

Memory& memory() {
    static Memory the;
    return the;
}

void clear_memory() {
    memory() = {};
}

void place(std::uint64_t address, Bytes const& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
        memory().bytes[address + i] = bytes[i];
}

} // namespace redoubt::test

// The routines' contracts, checked, in place of the window.
void stm::arch::read_physical(std::uint64_t* words, std::uint32_t count, std::uint64_t physical, Window& window,
                              std::uint64_t linear) {
    using namespace redoubt::test;
    auto& m = memory();
    REQUIRE(physical % 8 == 0);
    REQUIRE(physical % 0x1000 + 8 * count <= 0x1000);
    REQUIRE(physical < 1ull << 52);
    REQUIRE(linear == kLinear);
    ++m.reads;
    m.outside = m.outside || physical < kTseg || physical + 8 * count > kMseg;
    for (std::uint32_t i = 0; i < count; ++i) {
        words[i] = 0;
        for (unsigned b = 8; b-- > 0;) {
            auto const at = physical + 8 * i + b;
            auto const now = m.bytes.find(at);
            auto const then = m.later.find(at);
            std::uint64_t byte = now == m.bytes.end() ? 0 : now->second;
            if (m.seen[physical + 8 * i] > 0 && then != m.later.end()) byte = then->second;
            words[i] = words[i] << 8 | byte;
        }
        ++m.seen[physical + 8 * i];
    }
    window.entry[0] = 0;
}

void stm::arch::write_physical(std::uint64_t const* words, std::uint32_t count, std::uint64_t physical, Window& window,
                               std::uint64_t linear) {
    using namespace redoubt::test;
    auto& m = memory();
    REQUIRE(physical % 8 == 0);
    REQUIRE(physical % 0x1000 + 8 * count <= 0x1000);
    REQUIRE(physical < 1ull << 52);
    REQUIRE((physical < kMseg || physical > kTop));
    REQUIRE(linear == kLinear);
    ++m.writes;
    for (std::uint32_t i = 0; i < 8 * count; ++i)
        m.bytes[physical + i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
    window.entry[0] = 0;
}
