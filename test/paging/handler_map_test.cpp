// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/ept_walk.hpp"
#include "monitor/paging/handler_map.h"
#include "test/policy/random.hpp"

#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <span>
#include <vector>

using namespace redoubt::machine;
using redoubt::test::Random;
using namespace stm;
using stm::paging::EptTree;
using stm::paging::fill;
using stm::paging::Filled;

namespace {

constexpr uint64_t page_size = 0x1000;
constexpr uint64_t region_pages = 0x200;   // of 2 MiB
constexpr uint64_t gib_pages = 0x40000;    // of 1 GiB
constexpr uint64_t end_page = 0x800000;    // what the claims of these tests are below: 32 GiB
constexpr uint64_t tables_at = 0x7fe00000; // where the tree is put
constexpr uint64_t write_back = 6; // of leaves, and of tables in the EPT pointer, with three levels below the first
constexpr unsigned physical_bits = 39;
constexpr Layout platform{.tseg_first = 0x7f000, .mseg_first = 0x7fc00, .tseg_last = 0x7ffff};

struct Claim {
    uint64_t first;
    uint64_t last;
    uint64_t rights;
};

struct Found {
    uint64_t rights;
    uint64_t memory_type;
    bool operator==(Found const&) const = default;
};

// A policy with claims, the same claims as a plain list, and a tree.
class Bench : Reporter {
public:
    Bench() {
        policy_->start(platform);
        tree_->start(tables_at);
    }

    bool claim(Claim const& claim) {
        Request const request{
            Area::Physical, (claim.rights & 1) != 0, (claim.rights & 2) != 0, (claim.rights & 4) != 0, claim.first,
            claim.last};
        stm::Status verdict{};
        if (policy_->claim(&request, 1, &verdict) != stm::Status::Ok) return false;
        claims_.push_back(claim);
        return true;
    }

    // In the words of the requirement: what is claimed; nothing that the processor could not read.
    [[nodiscard]] uint64_t granted(uint64_t page) const {
        uint64_t rights = 0;
        for (auto const& claim : claims_)
            if (claim.first <= page && page <= claim.last) rights |= claim.rights;
        return (rights & 1) != 0 ? rights : 0;
    }

    Filled reach(uint64_t page, uint64_t rights) { return fill(*tree_, *policy_, page, rights); }

    // By the machine's walk; that checks what a processor would.
    [[nodiscard]] std::optional<Found> found(uint64_t page) {
        std::array<uint64_t, paging::kTables * paging::kEntries> words{};
        std::memcpy(words.data(), tree_.get(), sizeof words);
        PhysicalMemory memory(*this);
        memory.add_ram({tables_at, sizeof words});
        for (std::size_t i = 0; i < words.size(); ++i)
            if (words[i] != 0) memory.set_word(tables_at + 8 * i, 8, words[i]);
        try {
            auto const entry =
                walk_ept(memory, Origin::ProcessorInSmm, {.ept = true, .eptp = tables_at | 3 << 3 | write_back},
                         physical_bits, {.guest_physical = page * page_size, .needs = 1, .linear = {}, .final = false});
            CHECK(entry.physical / page_size == page);
            return Found{uint64_t{entry.protection_of_ept} & 7, type(words, page)};
        } catch (EptExit const& exit) {
            CHECK_FALSE(exit.misconfiguration);
            return {};
        }
    }

    // Nothing, or exactly what is granted.
    void check_confined(uint64_t page) {
        auto const seen = found(page);
        if (!seen) return;
        CAPTURE(page);
        bool const smram = platform.tseg_first <= page && page <= platform.tseg_last;
        CHECK(*seen == Found{granted(page), smram ? write_back : uint64_t{0}});
    }

private:
    void report(std::string_view rule, std::string text) override { FAIL(rule << text); }

    // Of the leaf, by a plain walk.
    static uint64_t type(std::span<uint64_t const> words, uint64_t page) {
        uint64_t table = tables_at;
        for (unsigned shift = 27;; shift -= 9) {
            auto const entry = words[(table - tables_at) / 8 + ((page >> shift) & 511)];
            if (shift == 0 || (entry & 0x80) != 0) return (entry >> 3) & 7;
            table = entry & 0x000ffffffffff000;
        }
    }

    std::unique_ptr<Policy> policy_ = std::make_unique<Policy>();
    std::unique_ptr<EptTree> tree_ = std::make_unique<EptTree>();
    std::vector<Claim> claims_;
};

} // namespace

TEST_CASE("REQ-MAP-06: nothing is mapped before it is touched, and only what is touched then") {
    Bench bench;
    REQUIRE(bench.claim({0x100, 0x1ff, 3}));
    CHECK_FALSE(bench.found(0x180));
    CHECK(bench.reach(0x180, 1) == Filled::Added);
    CHECK(bench.found(0x180) == Found{3, 0});
    CHECK_FALSE(bench.found(0x181));
    CHECK_FALSE(bench.found(0x200));
}

TEST_CASE("REQ-MAP-07: what is granted alike is one large page, and no page of another kind is in it") {
    Bench bench;
    REQUIRE(bench.claim({0x40000, 0xbffff, 3}) == false); // it meets MSEG
    REQUIRE(bench.claim({platform.tseg_first, platform.mseg_first - 1, 7}));
    REQUIRE(bench.claim({0xc0000, 0x13ffff, 1}));
    SUBCASE("1 GiB") {
        REQUIRE(bench.reach(0xc1234, 1) == Filled::Added);
        CHECK(bench.found(0xfffff) == Found{1, 0});
        CHECK_FALSE(bench.found(0x100000)); // another GiB
        CHECK_FALSE(bench.found(0xbffff));
    }
    SUBCASE("2 MiB of SMRAM") {
        REQUIRE(bench.reach(platform.tseg_first + 3, 7) == Filled::Added);
        CHECK(bench.found(platform.tseg_first + region_pages - 1) == Found{7, write_back});
        CHECK_FALSE(bench.found(platform.tseg_first + region_pages));
        CHECK_FALSE(bench.found(platform.mseg_first));
    }
}

TEST_CASE("REQ-POL-02: up to MSEG base the BIOS's SMRAM is mapped by the page, if need be") {
    Bench bench;
    REQUIRE(bench.claim({0x7f801, 0x7fbfe, 7}));
    REQUIRE(bench.reach(0x7fbfe, 7) == Filled::Added);
    CHECK(bench.found(0x7fbfe) == Found{7, write_back});
    CHECK_FALSE(bench.found(0x7fbff));
    REQUIRE(bench.reach(0x7fa00, 4) == Filled::Added);
    for (uint64_t page = 0x7f000; page < 0x80000; ++page)
        bench.check_confined(page);
}

TEST_CASE("REQ-POL-08: with no table left, others are forgotten and the page is reached") {
    Bench bench;
    // Each of these pages needs a table of level 1 and one of level 2 for itself.
    for (uint64_t i = 0; i < 20; ++i)
        REQUIRE(bench.claim({0x100000 + i * gib_pages, 0x100000 + i * gib_pages, 3}));
    unsigned flushes = 0;
    for (uint64_t round = 0; round < 3; ++round)
        for (uint64_t i = 0; i < 20; ++i) {
            auto const page = 0x100000 + i * gib_pages;
            flushes += bench.reach(page, 3) == Filled::Flushed ? 1 : 0;
            CHECK(bench.found(page) == Found{3, 0});
        }
    // 15 tables: of levels 4 and 3 one each, so six pages find room.
    CHECK(flushes == 9);
}

TEST_CASE("REQ-MAP-06: a page that is there already stays") {
    Bench bench;
    REQUIRE(bench.claim({0x300, 0x300, 7}));
    for (uint64_t const rights : {1u, 2u, 4u, 7u})
        CHECK(bench.reach(0x300, rights) == Filled::Added);
    CHECK(bench.found(0x300) == Found{7, 0});
}

TEST_CASE("REQ-MAP-06: a claim that comes later replaces a leaf that gives too little") {
    Bench bench;
    REQUIRE(bench.claim({0x300, 0x300, 1}));
    CHECK(bench.reach(0x300, 1) == Filled::Added);
    REQUIRE(bench.claim({0x300, 0x300, 2}));
    CHECK(bench.reach(0x300, 2) == Filled::Flushed);
    CHECK(bench.found(0x300) == Found{3, 0});
}

TEST_CASE("REQ-MAP-07: whatever is claimed and touched, no page is reached that is not granted") {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        Bench bench;
        std::vector<uint64_t> edges;
        for (unsigned i = 0; i < 24; ++i) {
            auto const unit = std::array<uint64_t, 4>{1, 7, region_pages, gib_pages}[random.below(4)];
            auto const first =
                (random.below(3) == 0 ? 0x7f000 + random.below(0x1000) : random.below(end_page)) / unit * unit;
            auto const last = first + unit * (1 + random.below(3)) - 1;
            if (bench.claim({first, last, 1 + random.below(7)}))
                edges.insert(edges.end(), {first, last, first + unit / 2, last + 1, first == 0 ? 0 : first - 1});
        }
        for (unsigned i = 0; i < 60 && !edges.empty(); ++i) {
            auto const page = edges[random.below(edges.size())];
            auto const granted = bench.granted(page);
            if (granted == 0) continue;
            auto const rights = granted & (1 + random.below(7));
            if (rights == 0) continue;
            (void)bench.reach(page, rights);
            auto const seen = bench.found(page);
            REQUIRE(seen);
            CHECK((seen->rights & rights) == rights);
        }
        for (auto const page : edges)
            bench.check_confined(page);
        for (unsigned i = 0; i < 50; ++i)
            bench.check_confined(random.below(end_page));
        for (uint64_t page = platform.mseg_first; page <= platform.tseg_last; page += 0x55)
            CHECK_FALSE(bench.found(page));
    }
}
