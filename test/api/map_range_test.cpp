// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/map_range.h"
#include "test/api/handler_calls.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kSuccess = 0, kCacheTypeNotSupported = 0x80010002, kInvalidPageCount = 0x8001000e,
                        kInvalidParameter = 0x80038002;
constexpr std::uint64_t kLimit = 1ull << 36;

std::uint32_t ask(MapCall const& m, stm::api::MapRange& range) {
    return static_cast<std::uint32_t>(stm::api::read_map_range(page_of(bytes_of(m)), m.long_mode, m.limit, range));
}

std::uint32_t ask(MapCall const& m) {
    stm::api::MapRange range{
        .physical_address = 7, .virtual_address = 7, .pages = 7, .cache_type = stm::abi::PatCacheType::Wp};
    auto const status = ask(m, range);
    if (status != kSuccess) {
        CHECK(range.physical_address == 7);
        CHECK(range.virtual_address == 7);
        CHECK(range.pages == 7);
        CHECK(range.cache_type == stm::abi::PatCacheType::Wp);
    } else {
        CHECK(range.physical_address == m.physical);
        CHECK(range.virtual_address == m.at);
        CHECK(range.pages == m.pages);
        CHECK(static_cast<std::uint32_t>(range.cache_type) == m.cache_type);
    }
    return status;
}

std::uint32_t unmap(std::uint64_t at, std::uint32_t length, bool long_mode, stm::api::UnmapRange& range) {
    auto const page = page_of(bytes_of(UnmapCall{.at = at, .length = length}));
    return static_cast<std::uint32_t>(stm::api::read_unmap_range(page, long_mode, range));
}

std::uint32_t unmap(std::uint64_t at, std::uint32_t length, bool long_mode = true) {
    stm::api::UnmapRange range{.virtual_address = 7, .pages = 7};
    auto const status = unmap(at, length, long_mode, range);
    CHECK(range.virtual_address == (status == kSuccess ? at : 7));
    CHECK(range.pages == (status == kSuccess ? (length / 0x1000) + (length % 0x1000 != 0 ? 1 : 0) : 7));
    return status;
}

} // namespace

TEST_CASE("REQ-MAP-01: a well-formed range is read as it lies in the page") {
    CHECK(ask({}) == kSuccess);
    CHECK(ask({.physical = 0, .at = 0, .pages = 1}) == kSuccess);
    CHECK(ask({.pages = 0x10000}) == kSuccess);
}

TEST_CASE("REQ-MAP-01: no page is refused, whatever else there is") {
    CHECK(ask({.pages = 0}) == kInvalidPageCount);
    CHECK(ask({.physical = 1, .at = 1, .pages = 0, .cache_type = 2}) == kInvalidPageCount);
}

TEST_CASE("REQ-MAP-01: the seven cache types of the interface are known, and no other") {
    for (std::uint32_t type : {0u, 1u, 4u, 5u, 6u, 7u, 0xffffffffu})
        CHECK(ask({.cache_type = type}) == kSuccess);
    for (std::uint32_t type : {2u, 3u, 8u, 0x100u, 0x106u, 0x80000006u, 0xfffffffeu, 0x7fffffffu})
        CHECK(ask({.cache_type = type}) == kCacheTypeNotSupported);
    CHECK(ask({.physical = 1, .cache_type = 2}) == kCacheTypeNotSupported);
}

TEST_CASE("REQ-POL-06: a range to be mapped begins at a page, and ends where addresses end at the latest") {
    for (unsigned bit = 0; bit < 12; ++bit) {
        CHECK(ask({.physical = 0x12345000 + (1ull << bit)}) == kInvalidParameter);
        CHECK(ask({.at = 0x23456000 + (1ull << bit)}) == kInvalidParameter);
    }
    CHECK(ask({.physical = kLimit - 0x3000}) == kSuccess);
    CHECK(ask({.physical = kLimit - 0x2000}) == kInvalidParameter);
    CHECK(ask({.physical = kLimit}) == kInvalidParameter);
    CHECK(ask({.physical = 0xffffffffffffd000}) == kInvalidParameter);
    CHECK(ask({.physical = 0xfffffffffffff000, .pages = 1}) == kInvalidParameter);
    CHECK(ask({.physical = 0xfffffffffffff000, .pages = 2}) == kInvalidParameter);
    CHECK(ask({.physical = 0, .pages = 0xffffffff, .limit = 1ull << 52}) == kSuccess);
    CHECK(ask({.physical = 0x1000, .pages = 0xffffffff, .limit = 1ull << 44}) == kSuccess);
    CHECK(ask({.physical = 0x2000, .pages = 0xffffffff, .limit = 1ull << 44}) == kInvalidParameter);
    CHECK(ask({.physical = 0, .pages = 1, .limit = 0}) == kInvalidParameter);
}

TEST_CASE("REQ-POL-06: a range to be mapped lies in the handler's addresses") {
    CHECK(ask({.at = 0xffffd000, .long_mode = false}) == kSuccess);
    CHECK(ask({.at = 0xffffe000, .long_mode = false}) == kInvalidParameter);
    CHECK(ask({.at = 0x100000000, .long_mode = false}) == kInvalidParameter);
    CHECK(ask({.at = 0xffffe000}) == kSuccess);
    CHECK(ask({.at = 0x7fffffffd000}) == kSuccess);
    CHECK(ask({.at = 0x7fffffffe000}) == kInvalidParameter);
    CHECK(ask({.at = 0x800000000000}) == kInvalidParameter);
    CHECK(ask({.at = 0xffff7ffffffff000}) == kInvalidParameter);
    CHECK(ask({.at = 0xffff800000000000}) == kSuccess);
    CHECK(ask({.at = 0xffffffffffffd000}) == kSuccess);
    CHECK(ask({.at = 0xffffffffffffe000}) == kInvalidParameter);
}

TEST_CASE("REQ-MAP-04: what is to be unmapped are the pages of which a byte is named") {
    CHECK(unmap(0x23456000, 1) == kSuccess);
    CHECK(unmap(0x23456000, 0x1000) == kSuccess);
    CHECK(unmap(0x23456000, 0x1001) == kSuccess);
    CHECK(unmap(0, 0xffffffff) == kSuccess); // 2^20 pages
    stm::api::UnmapRange range{};
    REQUIRE(unmap(0x23456000, 0x2001, true, range) == kSuccess);
    CHECK(range.pages == 3);
    REQUIRE(unmap(0, 0xffffffff, false, range) == kSuccess);
    CHECK(range.pages == 0x100000);
}

TEST_CASE("REQ-MAP-04: to unmap nothing, or what has no address, is refused") {
    CHECK(unmap(0x23456000, 0) == kInvalidPageCount);
    CHECK(unmap(0x23456001, 0) == kInvalidPageCount);
    for (unsigned bit = 0; bit < 12; ++bit)
        CHECK(unmap(0x23456000 + (1ull << bit), 0x1000) == kInvalidParameter);
    CHECK(unmap(0xfffff000, 0x1000, false) == kSuccess);
    CHECK(unmap(0xfffff000, 0x1001, false) == kInvalidParameter);
    CHECK(unmap(0x1000, 0xffffffff, false) == kInvalidParameter);
    CHECK(unmap(0x100000000, 1, false) == kInvalidParameter);
    CHECK(unmap(0x7ffffffff000, 0x1001) == kInvalidParameter);
    CHECK(unmap(0xfffffffffffff000, 0x1000) == kSuccess);
    CHECK(unmap(0xfffffffffffff000, 0x1001) == kInvalidParameter);
}
