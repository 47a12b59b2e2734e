// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/bits.h"
#include "monitor/policy/msr.h"
#include "test/policy/random.hpp"

#include <array>
#include <doctest/doctest.h>
#include <vector>

using stm::Area;
using stm::Request;

namespace {

std::vector<Request> requests(std::uint32_t index, std::uint64_t read, std::uint64_t write) {
    std::array<Request, stm::kMsrBits> list{};
    auto const n = stm::msr_requests(index, read, write, list.data());
    return {list.begin(), list.begin() + n};
}

} // namespace

TEST_CASE("REQ-POL-17: bits of a mask are read and set one by one") {
    for (std::uint32_t b = 0; b < stm::kMsrBits; ++b) {
        auto const only = std::uint64_t{1} << b;
        CHECK(stm::with_bit(0, b, true) == only);
        CHECK(stm::with_bit(~only, b, true) == ~std::uint64_t{0});
        CHECK(stm::with_bit(only, b, false) == 0);
        CHECK(stm::with_bit(~std::uint64_t{0}, b, false) == ~only);
        CHECK(stm::has_bit(only, b));
        CHECK_FALSE(stm::has_bit(~only, b));
    }
}

TEST_CASE("REQ-POL-17: the masks of an MSR name their bits and no others") {
    redoubt::test::Random random(redoubt::test::seed_or(6));
    for (int i = 0; i < 1000; ++i) {
        auto const index = static_cast<std::uint32_t>(random.below(std::uint64_t{1} << 32U));
        auto const read = random.below(~std::uint64_t{0}) & random.below(~std::uint64_t{0});
        auto const write = random.below(~std::uint64_t{0}) & random.below(~std::uint64_t{0});
        std::uint64_t reads = 0;
        std::uint64_t writes = 0;
        for (auto const& r : requests(index, read, write)) {
            REQUIRE(legal(r));
            REQUIRE(r.area == Area::Msr);
            REQUIRE(r.first == r.last);
            REQUIRE(r.first / 64 == index);
            reads |= r.read ? std::uint64_t{1} << (r.first % 64) : 0;
            writes |= r.write ? std::uint64_t{1} << (r.first % 64) : 0;
        }
        CHECK(reads == read);
        CHECK(writes == write);
    }
}

TEST_CASE("REQ-POL-06: empty masks name nothing, full ones all bits, of the last MSR too") {
    CHECK(requests(0xffffffff, 0, 0).empty());
    auto const all = requests(0xffffffff, ~std::uint64_t{0}, ~std::uint64_t{0});
    REQUIRE(all.size() == 64);
    CHECK(all.back().last == stm::kLastMsrBit);
}
