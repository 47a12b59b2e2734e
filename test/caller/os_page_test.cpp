// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/os_page.h"
#include "test/policy/random.hpp"
#include "test/resources/memory.hpp"

#include <doctest/doctest.h>
#include <set>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kSuccess = 0, kSecurityViolation = 0x80010001;
constexpr std::uint64_t kLimit = 1ull << 36;

constexpr std::uint64_t kOsPages[]{0,          0x1000,      0x9f000,     0xc0000,        0x7eeff000,
                                   0x7efff000, 0x100000000, 0x100001000, kLimit - 0x1000};
constexpr std::uint64_t kOthers[]{0xa0000,
                                  0xa1000,
                                  0xb8000,
                                  0xbf000,
                                  0x7f000000,
                                  0x7f0ff000,
                                  0x7f100000,
                                  0x7f1ff000,
                                  0x7f200000,
                                  0x80000000,
                                  0xfee00000,
                                  0xfffff000,
                                  kLimit,
                                  kLimit + 0x1000,
                                  1ull << 51,
                                  1ull << 52,
                                  0xfffffffffffff000,
                                  0x1008,
                                  0x1800,
                                  0x7f000000ull | 1ull << 40,
                                  0x200000001};

stm::arch::Page filled(std::uint64_t with) {
    stm::arch::Page page{};
    for (std::uint64_t i = 0; i < 512; ++i)
        page.word[i] = with + i;
    return page;
}

bool same(stm::arch::Page const& a, stm::arch::Page const& b) {
    return std::equal(a.word, a.word + 512, b.word);
}

struct Call {
    stm::arch::Window window{.entry = {0x1234}};
    std::uint64_t limit = kLimit;

    std::uint32_t read(stm::arch::Page& page, std::uint64_t address) {
        return static_cast<std::uint32_t>(stm::caller::read_os_page(page, address, kLayout, limit, window, kLinear));
    }
    std::uint32_t write(std::uint64_t const* words, std::uint32_t count, std::uint64_t address, std::uint32_t offset) {
        return static_cast<std::uint32_t>(
            stm::caller::write_os_words(words, count, address, offset, kLayout, limit, window, kLinear));
    }
    std::uint32_t write(stm::arch::Page const& page, std::uint64_t address) {
        return static_cast<std::uint32_t>(stm::caller::write_os_page(page, address, kLayout, limit, window, kLinear));
    }
};

// By the words of the decision, byte by byte.
bool is_the_os(std::uint64_t address, std::uint64_t limit) {
    if (address % 4096 != 0) return false;
    for (std::uint64_t b = 0; b < 4096; ++b) {
        auto const at = address + b;
        if (at >= limit || (at >= 0x7f000000 && at < 0x100000000) || (at >= 0xa0000 && at < 0xc0000)) return false;
    }
    return true;
}

} // namespace

TEST_CASE("REQ-CALL-06: parameters are read from pages of the OS, and from no others") {
    for (auto const address : kOsPages) {
        CAPTURE(address);
        clear_memory();
        Call call;
        auto page = filled(7);
        CHECK(call.read(page, address) == kSuccess);
        CHECK(same(page, {}));
        CHECK(memory().reads == 1);
        CHECK(call.window.entry[0] == 0);
    }
    for (auto const address : kOthers) {
        CAPTURE(address);
        clear_memory();
        Call call;
        auto page = filled(7);
        CHECK(call.read(page, address) == kSecurityViolation);
        CHECK(same(page, filled(7)));
        CHECK(memory().reads == 0);
        CHECK(call.window.entry[0] == 0x1234);
    }
}

TEST_CASE("REQ-CALL-01: a page of parameters is copied whole, each word once") {
    clear_memory();
    Bytes bytes;
    for (unsigned i = 0; i < 4096; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
    place(0x345000, bytes);
    for (unsigned i = 0; i < 4096; ++i)
        memory().later[0x345000 + i] = 0xee; // what another processor writes after the first look
    Call call;
    stm::arch::Page page{};
    REQUIRE(call.read(page, 0x345000) == kSuccess);
    for (unsigned i = 0; i < 4096; ++i)
        REQUIRE((page.word[i / 8] >> (8 * (i % 8)) & 0xff) == bytes[i]);
    CHECK(memory().seen.size() == 512);
    for (auto const& [address, times] : memory().seen) {
        CHECK(address / 4096 == 0x345);
        CHECK(times == 1);
    }
}

TEST_CASE("REQ-CALL-06: answers go to pages of the OS, and to no others") {
    for (auto const address : kOsPages) {
        CAPTURE(address);
        clear_memory();
        Call call;
        CHECK(call.write(filled(0x0102030405060708), address) == kSuccess);
        CHECK(memory().writes == 1);
        CHECK(memory().bytes.size() == 4096);
        CHECK(memory().bytes.begin()->first == address);
        CHECK(memory().bytes.rbegin()->first == address + 4095);
        CHECK(memory().bytes[address] == 0x08);
        CHECK(memory().bytes[address + 7] == 0x01);
        CHECK(memory().bytes[address + 0xff8] == 0x07); // 0x08 + 0x1ff
        CHECK(memory().bytes[address + 0xff9] == 0x09);
        CHECK(call.window.entry[0] == 0);
    }
    for (auto const address : kOthers) {
        CAPTURE(address);
        clear_memory();
        Call call;
        CHECK(call.write(filled(7), address) == kSecurityViolation);
        auto const page = filled(7);
        CHECK(call.write(page.word, 3, address, 4) == kSecurityViolation);
        CHECK(memory().writes == 0);
        CHECK(call.window.entry[0] == 0x1234);
    }
}

TEST_CASE("REQ-CALL-06: an answer of some words is put where it belongs, and beside it nothing changes") {
    struct Row {
        std::uint32_t count, offset;
    };
    for (auto const& [count, offset] : {Row{0, 0}, {0, 511}, {1, 0}, {1, 511}, {3, 4}, {512, 0}, {511, 1}}) {
        CAPTURE(count);
        CAPTURE(offset);
        clear_memory();
        Call call;
        auto const page = filled(0x1111111111111100);
        CHECK(call.write(page.word, count, 0x345000, offset) == kSuccess);
        CHECK(memory().bytes.size() == 8 * count);
        for (std::uint32_t i = 0; i < count; ++i)
            for (unsigned b = 0; b < 8; ++b)
                REQUIRE(memory().bytes.at(0x345000 + 8 * (offset + i) + b) == (page.word[i] >> (8 * b) & 0xff));
    }
}

TEST_CASE("REQ-CALL-06: no byte of a page that is taken lies in SMRAM or beyond the processor's addresses") {
    Random random(seed_or(20));
    unsigned taken = 0, refused = 0;
    for (unsigned n = 0; n < 20000; ++n) {
        Call call;
        call.limit = 1ull << random.below(17) << 36;
        std::uint64_t const near[]{0xa0000, 0xc0000, 0x7f000000, 0x7f100000, 0x7f200000, 0x100000000, call.limit, 0};
        auto address = near[random.below(std::size(near))] + 0x1000 * random.below(4) - 0x2000;
        if (random.below(8) == 0) address += 8 * random.below(512);
        clear_memory();
        CAPTURE(address);
        CAPTURE(call.limit);
        auto const expected = is_the_os(address, call.limit);
        (expected ? taken : refused) += 1;
        stm::arch::Page page{};
        REQUIRE(call.read(page, address) == (expected ? kSuccess : kSecurityViolation));
        REQUIRE(call.write(page.word, 1, address, 0) == (expected ? kSuccess : kSecurityViolation));
        REQUIRE(memory().reads == (expected ? 1 : 0));
        REQUIRE(memory().writes == (expected ? 1 : 0));
    }
    CHECK(taken > 1000);
    CHECK(refused > 1000);
}

TEST_CASE("REQ-CALL-06: wherever TSEG lies, neither it nor the APIC's page is the OS's") {
    constexpr stm::Layout high{.tseg_first = 0x200000, .mseg_first = 0x200100, .tseg_last = 0x2001ff}; // above 4 GiB
    auto const is_the_oss = [&](std::uint64_t page) { return stm::is_os_page(high, kLimit, 0x1000 * page); };
    for (auto const page : {0xfedffu, 0xfef00u, 0x100000u, 0x1fffffu, 0x200200u})
        CHECK(is_the_oss(page));
    for (auto const page : {0xfee00u, 0xfee80u, 0xfeeffu, 0x200000u, 0x2000ffu, 0x2001ffu})
        CHECK_FALSE(is_the_oss(page));
}
