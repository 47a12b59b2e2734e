// SPDX-License-Identifier: Apache-2.0
#include "test/domains/request.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace redoubt::test;
using stm::domains::Domain;
using stm::domains::VmcsDatabase;

namespace {

VmcsDatabase empty() {
    VmcsDatabase database;
    std::memset(static_cast<void*>(&database), 0xff, sizeof database);
    database.clear();
    return database;
}

std::uint32_t type_of(VmcsDatabase const& database, std::uint64_t pointer) {
    return static_cast<std::uint32_t>(database.domain_of(pointer).type);
}

} // namespace

TEST_CASE("REQ-DOM-02: what is added is found with its domain, and nothing else is") {
    auto database = empty();
    CHECK_FALSE(database.contains(0x100000));
    CHECK(ask(database, {.pointer = 0x100000, .domain_type = 0xc, .xstate_policy = 3, .degradation_policy = 5}) ==
          kSuccess);
    CHECK(database.contains(0x100000));
    CHECK_FALSE(database.contains(0));
    CHECK_FALSE(database.contains(0x101000));
    auto const domain = database.domain_of(0x100000);
    CHECK(static_cast<int>(domain.type) == 0xc);
    CHECK(static_cast<int>(domain.xstate) == 3);
    CHECK(domain.degradation == 5);
}

TEST_CASE("REQ-DOM-03: a context that was not added is unprotected, its extended state shared") {
    auto const database = empty();
    for (std::uint64_t const pointer : {std::uint64_t{0}, std::uint64_t{0x100000}, ~std::uint64_t{0}}) {
        auto const domain = database.domain_of(pointer);
        CHECK(static_cast<int>(domain.type) == 0);
        CHECK(static_cast<int>(domain.xstate) == 0);
        CHECK(domain.degradation == 0);
    }
}

TEST_CASE("REQ-DOM-02: adding what is present and removing what is missing are errors that change nothing") {
    auto database = empty();
    CHECK(ask(database, {.add_or_remove = 0}) == kInvalidVmcsDatabase);
    CHECK(ask(database, {.domain_type = 0xf}) == kSuccess);
    CHECK(ask(database, {.domain_type = 0x4}) == kInvalidVmcsDatabase);
    CHECK(type_of(database, 0x100000) == 0xf);
    CHECK(ask(database, {.pointer = 0x200000, .add_or_remove = 0}) == kInvalidVmcsDatabase);
    CHECK(type_of(database, 0x100000) == 0xf);
}

TEST_CASE("REQ-DOM-02: a removed entry is not found again, wherever it stood, and may be added anew") {
    for (unsigned removed = 0; removed < 5; ++removed) {
        auto database = empty();
        for (unsigned n = 0; n < 5; ++n)
            REQUIRE(ask(database, {.pointer = 0x1000u * n, .domain_type = 0xf}) == kSuccess);
        CHECK(ask(database, {.pointer = 0x1000u * removed, .add_or_remove = 0}) == kSuccess);
        for (unsigned n = 0; n < 5; ++n) {
            CHECK(database.contains(0x1000u * n) == (n != removed));
            CHECK(type_of(database, 0x1000u * n) == (n == removed ? 0u : 0xfu));
        }
        CHECK(ask(database, {.pointer = 0x1000u * removed, .add_or_remove = 0}) == kInvalidVmcsDatabase);
        CHECK(ask(database, {.pointer = 0x1000u * removed, .domain_type = 0x4}) == kSuccess);
        CHECK(type_of(database, 0x1000u * removed) == 4);
    }
}

TEST_CASE("REQ-DOM-01: each of the bits 11 to 0 of the pointer, and each reserved bit, is refused, in both requests") {
    for (std::uint32_t const action : {0u, 1u}) {
        auto database = empty();
        REQUIRE(ask(database, {}) == kSuccess);
        for (unsigned bit = 0; bit < 12; ++bit)
            CHECK(ask(database, {.pointer = 0x100000u | 1u << bit, .add_or_remove = action}) == kInvalidParameter);
        for (unsigned bit = 0; bit < 22; ++bit) {
            CHECK(ask(database, {.pointer = 0x200000, .reserved = 1u << bit, .add_or_remove = action}) ==
                  kInvalidParameter);
            CHECK(ask(database, {.reserved = 1u << bit, .add_or_remove = action}) == kInvalidParameter);
        }
        CHECK(database.contains(0x100000));
        CHECK_FALSE(database.contains(0x200000));
    }
}

TEST_CASE("REQ-DOM-01: an address that the processor does not have is refused") {
    auto database = empty();
    CHECK(ask(database, {.pointer = kEnd - 0x1000}) == kSuccess);
    CHECK(ask(database, {.pointer = kEnd}) == kInvalidParameter);
    CHECK(ask(database, {.pointer = ~std::uint64_t{0xfff}}) == kInvalidParameter);
    CHECK(ask(database, {.pointer = kEnd, .add_or_remove = 0}) == kInvalidParameter);
}

TEST_CASE("REQ-DOM-01: a VMCS in TSEG is refused, one right beside it is not") {
    auto database = empty();
    CHECK(ask(database, {.pointer = 0x7f000000}) == kSecurityViolation);
    CHECK(ask(database, {.pointer = 0x7f800000}) == kSecurityViolation);
    CHECK(ask(database, {.pointer = 0x7ffff000}) == kSecurityViolation);
    CHECK(ask(database, {.pointer = 0x7f000000, .add_or_remove = 0}) == kSecurityViolation);
    CHECK(ask(database, {.pointer = 0x7efff000}) == kSuccess);
    CHECK(ask(database, {.pointer = 0x80000000}) == kSuccess);
}

TEST_CASE("REQ-DOM-02: only 0 and 1 say what to do") {
    auto database = empty();
    for (std::uint32_t const action : {2u, 3u, 0x100u, 0x10000u, 0x80000000u, 0xffffffffu}) {
        CHECK(ask(database, {.add_or_remove = action}) == kInvalidParameter);
        CHECK_FALSE(database.contains(0x100000));
    }
}

TEST_CASE("REQ-DOM-03: types that have a row in the interface's rules are accepted, others refused") {
    std::set<std::uint32_t> const rows{0x0, 0x4, 0x6, 0xc, 0xd, 0xe, 0xf};
    for (std::uint32_t type = 0; type < 16; ++type) {
        auto database = empty();
        CHECK(ask(database, {.domain_type = type}) == (rows.count(type) != 0 ? kSuccess : kInvalidParameter));
        CHECK(database.contains(0x100000) == (rows.count(type) != 0));
    }
}

TEST_CASE("REQ-DOM-05: XStatePolicy 2 has no meaning and is refused") {
    for (std::uint32_t policy = 0; policy < 4; ++policy) {
        auto database = empty();
        CHECK(ask(database, {.xstate_policy = policy}) == (policy == 2 ? kInvalidParameter : kSuccess));
    }
}

TEST_CASE("REQ-DOM-04: every DegradationPolicy is accepted and kept") {
    for (std::uint32_t policy = 0; policy < 16; ++policy) {
        auto database = empty();
        CHECK(ask(database, {.degradation_policy = policy}) == kSuccess);
        CHECK(database.domain_of(0x100000).degradation == policy);
    }
}

TEST_CASE("REQ-DOM-02: to remove, the domain in the request does not matter") {
    auto database = empty();
    REQUIRE(ask(database, {.domain_type = 0xf}) == kSuccess);
    CHECK(ask(database, {.domain_type = 0x7, .xstate_policy = 2, .degradation_policy = 9, .add_or_remove = 0}) ==
          kSuccess);
    CHECK_FALSE(database.contains(0x100000));
}

TEST_CASE("REQ-DOM-02: 256 entries find room, the next one is refused until one goes") {
    auto database = empty();
    for (unsigned n = 0; n < 256; ++n) {
        REQUIRE_FALSE(database.is_full());
        REQUIRE(ask(database, {.pointer = 0x1000u * n, .domain_type = n % 2 == 0 ? 0x4u : 0xfu}) == kSuccess);
    }
    CHECK(database.is_full());
    CHECK(ask(database, {.pointer = 0x200000}) == kOutOfResources);
    CHECK_FALSE(database.contains(0x200000));
    CHECK(ask(database, {.pointer = 0x0, .domain_type = 0x4}) == kInvalidVmcsDatabase);
    CHECK(ask(database, {.pointer = 0x80000, .add_or_remove = 0}) == kSuccess);
    CHECK(ask(database, {.pointer = 0x200000, .domain_type = 0xc}) == kSuccess);
    CHECK(type_of(database, 0x200000) == 0xc);
    for (unsigned n = 0; n < 256; ++n)
        if (n != 0x80) CHECK(type_of(database, 0x1000u * n) == (n % 2 == 0 ? 0x4u : 0xfu));
}
