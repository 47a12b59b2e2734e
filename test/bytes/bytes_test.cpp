// SPDX-License-Identifier: Apache-2.0
#include "monitor/bytes/bytes.h"
#include "test/policy/random.hpp"
#include "test/resources/bytes.hpp"

#include <array>
#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kWords = 8;
using Words = std::array<std::uint64_t, kWords>;

Bytes bytes_of(Words const& words) {
    Bytes bytes(sizeof words);
    std::memcpy(bytes.data(), words.data(), sizeof words);
    return bytes;
}

} // namespace

TEST_CASE("REQ-RSC-08: fields are read little-endian at every byte offset") {
    Random random(seed_or(1));
    for (unsigned n = 0; n < 1000; ++n) {
        Words words{};
        for (auto& word : words)
            word = random.next();
        auto const bytes = bytes_of(words);
        for (std::uint32_t i = 0; i < bytes.size(); ++i) {
            REQUIRE(stm::byte_at(words.data(), i) == get(bytes, i, 1));
            if (i + 2 <= bytes.size()) REQUIRE(stm::half_at(words.data(), i) == get(bytes, i, 2));
            if (i + 4 <= bytes.size()) REQUIRE(stm::word_at(words.data(), i) == get(bytes, i, 4));
            if (i + 8 <= bytes.size()) REQUIRE(stm::quad_at(words.data(), i) == get(bytes, i, 8));
        }
    }
}

TEST_CASE("REQ-RSC-02: a byte that is put changes no other byte") {
    Random random(seed_or(2));
    for (unsigned n = 0; n < 20000; ++n) {
        Words words{};
        for (auto& word : words)
            word = random.one_in(3) ? ~0ull : random.next();
        auto expected = bytes_of(words);
        auto const at = static_cast<std::uint32_t>(random.below(expected.size()));
        auto const value = random.one_in(2) ? random.below(256) : random.one_in(2) ? 0 : 255;
        stm::put_byte(words.data(), at, value);
        put(expected, at, 1, value);
        REQUIRE(bytes_of(words) == expected);
    }
}
