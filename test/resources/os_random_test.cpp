// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/os_list.h"
#include "test/resources/generate.hpp"
#include "test/resources/oracle.hpp"

#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::Call;
using stm::resources::OsList;

namespace {

struct Counts {
    unsigned good = 0;
    unsigned bad = 0;
};

// The list as the monitor reads it against the same bytes as the oracle does.
void compare(stm::arch::Page const& page, Call call, OsList& list, Counts& counts) {
    stm::resources::Ecam const ecam{.first_page = kWindowPage, .buses = kWindowBuses};
    auto const expected = parse(bytes_of(page), call, {kWindowPage, kWindowBuses});
    bool const good = stm::resources::read_os_list(page, call, ecam, list);
    REQUIRE(good == expected.has_value());
    ++(good ? counts.good : counts.bad);
    if (!good) {
        REQUIRE(list.count == 0);
        REQUIRE_FALSE(list.everything);
        return;
    }
    REQUIRE(list.nodes.count == expected->size());
    std::uint32_t request = 0;
    bool everything = false;
    for (std::uint32_t i = 0; i < list.nodes.count; ++i) {
        auto const& descriptor = (*expected)[i];
        REQUIRE(list.nodes.at[i] == descriptor.at);
        REQUIRE(list.first[i] == request);
        for (auto const& name : descriptor.names) {
            REQUIRE(request < list.count);
            REQUIRE(named(list.request[request]) == name);
            ++request;
        }
        everything = everything || (descriptor.type == 7 && !descriptor.ignored);
    }
    REQUIRE(list.first[list.nodes.count] == request);
    REQUIRE(list.count == request);
    REQUIRE(list.everything == everything);
    for (std::uint32_t i = 0; i < list.count; ++i)
        REQUIRE(stm::may_name(call, list.request[i]));
}

} // namespace

TEST_CASE("REQ-RSC-08: random lists are read as the interface's tables say, and with flipped bits accepted or refused "
          "alike") {
    auto const seed = seed_or(3);
    CAPTURE(seed);
    Random random(seed);
    auto const list = std::make_unique<OsList>();
    Counts whole;
    Counts flipped;
    for (unsigned n = 0; n < 4000; ++n) {
        CAPTURE(n);
        auto const call = static_cast<Call>(1 + random.below(2));
        auto bytes = some_list(random, call, 4096);
        compare(page_of(bytes), call, *list, whole);
        for (unsigned m = 0; m < 20; ++m) {
            auto changed = bytes;
            for (auto flips = 1 + random.below(2); flips > 0; --flips)
                changed[random.below(changed.size())] ^= static_cast<std::uint8_t>(1u << random.below(8));
            compare(page_of(changed), call, *list, flipped);
        }
    }
    CHECK(whole.good > 500);
    CHECK(flipped.good > 5000);
    CHECK(flipped.bad > 5000);
}

TEST_CASE("REQ-RSC-07: every single flipped bit of a list with all types is accepted or refused as the tables say") {
    auto const list = std::make_unique<OsList>();
    Counts counts;
    auto const bytes =
        join({mem(0x80000, 0x2000), io(0x70, 2), mmio(0x1000, 0x1000), msr(0x10, ~0ull, 0), pci(0, 31, 0),
              ignored(trapped(0xb2, 2, 3)), ignored(pci(0, 1, 0, 0, 0x1000, 3, 3)), io(0x80, 1), end()});
    for (auto const call : {Call::Protect, Call::Unprotect})
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto changed = bytes;
                changed[i] ^= static_cast<std::uint8_t>(1u << bit);
                CAPTURE(i);
                CAPTURE(bit);
                compare(page_of(changed), call, *list, counts);
            }
    CHECK(counts.good > 0);
    CHECK(counts.bad > 0);
}

TEST_CASE("REQ-RSC-08: pages of noise are read as the tables say") {
    Random random(seed_or(4));
    auto const list = std::make_unique<OsList>();
    Counts counts;
    for (unsigned n = 0; n < 20000; ++n) {
        Bytes bytes(64);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random.one_in(2) ? random.below(9) : random.next());
        if (random.one_in(2)) put(bytes, 1, 3, 0);
        if (random.one_in(2)) put(bytes, 4, 4, 8 * (1 + random.below(4)));
        compare(page_of(bytes), static_cast<Call>(1 + random.below(2)), *list, counts);
    }
    CHECK(counts.bad > 0);
}
