// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/lookup.h"
#include "test/api/handler_calls.hpp"
#include "test/policy/random.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kSuccess = 0, kVirtualSpaceTooSmall = 0x80010006, kInvalidPageCount = 0x8001000e,
                        kReservedBitSet = 0x80010013, kInvalidParameter = 0x80038002;

std::uint32_t ask(LookupCall const& f, stm::api::Lookup& lookup, bool long_mode = true) {
    return static_cast<std::uint32_t>(stm::api::read_lookup(page_of(bytes_of(f)), long_mode, lookup));
}

std::uint32_t ask(LookupCall const& f, bool long_mode = true) {
    stm::api::Lookup lookup{};
    lookup.guest_address = lookup.cr3 = lookup.eptp = 7;
    auto const status = ask(f, lookup, long_mode);
    bool const success = status == kSuccess;
    CHECK(lookup.guest_address == (success ? f.address : 7));
    CHECK(lookup.cr3 == (success ? f.cr3 : 7));
    CHECK(lookup.eptp == (success ? f.eptp : 7));
    return status;
}

} // namespace

TEST_CASE("REQ-MAP-03: a lookup is read as it lies in the page") {
    stm::api::Lookup lookup{};
    REQUIRE(ask({}, lookup) == kSuccess);
    CHECK(lookup.guest_address == 0xffff800012345678);
    CHECK(lookup.length == 0x2345);
    CHECK(lookup.cr3 == 0x123456789abcdef0);
    CHECK(lookup.eptp == 0x0fedcba98765401e);
    CHECK(lookup.target == 0x23456000);
    CHECK(static_cast<std::uint32_t>(lookup.map) == kSpecified);
    CHECK_FALSE(lookup.pae);
    CHECK_FALSE(lookup.pse);
    CHECK_FALSE(lookup.ia32e);
    REQUIRE(ask({.mode = kOneToOne | 4}, lookup) == kSuccess);
    CHECK((lookup.pae && !lookup.pse && !lookup.ia32e));
    CHECK(static_cast<std::uint32_t>(lookup.map) == kOneToOne);
    REQUIRE(ask({.mode = kDoNotMap | 8}, lookup) == kSuccess);
    CHECK((!lookup.pae && lookup.pse && !lookup.ia32e));
    CHECK(static_cast<std::uint32_t>(lookup.map) == kDoNotMap);
    REQUIRE(ask({.mode = kSpecified | 16}, lookup) == kSuccess);
    CHECK((!lookup.pae && !lookup.pse && lookup.ia32e));
}

TEST_CASE("REQ-CALL-01: a reserved bit of a lookup is refused, whichever it is and whatever else there is") {
    for (unsigned bit = 5; bit < 32; ++bit)
        CHECK(ask({.mode = kSpecified | 1u << bit}) == kReservedBitSet);
    for (unsigned bit = 0; bit < 32; ++bit)
        CHECK(ask({.reserved2 = 1u << bit}) == kReservedBitSet);
    CHECK(ask({.length = 0, .mode = 2 | 1u << 31}) == kReservedBitSet);
}

TEST_CASE("REQ-MAP-03: what MapToSmmGuest does not name is refused, and a mapping of nothing") {
    CHECK(ask({.mode = 2}) == kInvalidParameter);
    CHECK(ask({.length = 0, .mode = 2}) == kInvalidParameter);
    CHECK(ask({.length = 0, .mode = kOneToOne}) == kInvalidPageCount);
    CHECK(ask({.length = 0, .mode = kSpecified}) == kInvalidPageCount);
    CHECK(ask({.length = 0, .mode = kSpecified, .target = 1}) == kInvalidPageCount);
    CHECK(ask({.length = 0, .mode = kDoNotMap}) == kSuccess);
}

TEST_CASE("REQ-MAP-03: without a mapping length and target are not looked at, and without a target neither is that") {
    stm::api::Lookup lookup{};
    lookup.target = lookup.length = 7;
    REQUIRE(ask({.address = ~0ull, .length = 0xffffffff, .mode = kDoNotMap, .target = ~0ull}, lookup, false) ==
            kSuccess);
    CHECK(lookup.length == 0);
    CHECK(lookup.target == 0);
    REQUIRE(ask({.length = 0x20, .mode = kOneToOne, .target = ~0ull}, lookup, false) == kSuccess);
    CHECK(lookup.length == 0x20);
    CHECK(lookup.target == 0);
}

TEST_CASE("REQ-POL-06: what a lookup maps does not wrap, and its target is a page") {
    for (auto const mode : {kOneToOne, kSpecified}) {
        CHECK(ask({.address = ~0ull, .length = 1, .mode = mode}) == kSuccess);
        CHECK(ask({.address = ~0ull, .length = 2, .mode = mode}) == kInvalidParameter);
        CHECK(ask({.address = 0xffffffff00000001, .length = 0xffffffff, .mode = mode}) == kSuccess);
        CHECK(ask({.address = 0xffffffff00000002, .length = 0xffffffff, .mode = mode}) == kInvalidParameter);
    }
    for (unsigned bit = 0; bit < 12; ++bit)
        CHECK(ask({.target = 0x23456000 + (1ull << bit)}) == kInvalidParameter);
}

TEST_CASE("REQ-MAP-03: a target for which the handler has no addresses is too small a space") {
    // The first byte is 0x678 behind the page's beginning.
    CHECK(ask({.length = 0x988, .target = 0xfffff000}, false) == kSuccess);
    CHECK(ask({.length = 0x989, .target = 0xfffff000}, false) == kVirtualSpaceTooSmall);
    CHECK(ask({.length = 1, .target = 0x100000000}, false) == kVirtualSpaceTooSmall);
    CHECK(ask({.length = 0x989, .target = 0xfffff000}) == kSuccess);
    CHECK(ask({.length = 0x988, .target = 0x7ffffffff000}) == kSuccess);
    CHECK(ask({.length = 0x989, .target = 0x7ffffffff000}) == kVirtualSpaceTooSmall);
    CHECK(ask({.length = 1, .target = 0x800000000000}) == kVirtualSpaceTooSmall);
    CHECK(ask({.length = 1, .target = 0xffff7ffffffff000}) == kVirtualSpaceTooSmall);
    CHECK(ask({.length = 1, .target = 0xffff800000000000}) == kSuccess);
    CHECK(ask({.length = 0x988, .target = 0xfffffffffffff000}) == kSuccess);
    CHECK(ask({.length = 0x989, .target = 0xfffffffffffff000}) == kVirtualSpaceTooSmall);
}

TEST_CASE("REQ-MAP-03: the answer lies where the interface has it, and every other byte is as it was") {
    Random random(seed_or(21));
    for (unsigned n = 0; n < 1000; ++n) {
        auto const physical = random.next(), at = random.next();
        auto expected = bytes_of(LookupCall{.reserved2 = static_cast<std::uint32_t>(random.next())});
        auto page = page_of(expected);
        stm::api::answer_lookup(page, physical, at);
        put(expected, 0x24, 8, physical);
        put(expected, 0x2c, 8, at);
        REQUIRE(bytes_of(page) == bytes_of(page_of(expected)));
    }
}
