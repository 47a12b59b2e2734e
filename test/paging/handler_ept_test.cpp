// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/ept_walk.hpp"
#include "machine/vmcs/checks.hpp"
#include "monitor/paging/handler_ept.h"
#include "test/policy/random.hpp"

#include <array>
#include <doctest/doctest.h>
#include <optional>
#include <set>

using namespace redoubt::machine;
using redoubt::test::Random;
using stm::Layout;
using stm::paging::build;
using stm::paging::ept_pointer;
using stm::paging::EptTables;
using stm::paging::fits;
using stm::paging::Outside;

namespace {

constexpr uint64_t page_size = 0x1000;
constexpr uint64_t region_pages = 0x200;   // of 2 MiB
constexpr uint64_t gib_pages = 0x40000;    // of 1 GiB
constexpr uint64_t end_page = 0x8000000;   // 512 GiB
constexpr uint64_t tables_at = 0x7fe00000; // where they are put
constexpr unsigned physical_bits = 39;
constexpr uint64_t uncacheable = 0;
constexpr uint64_t write_back = 6;

constexpr Layout platform{.tseg_first = 0x7f000, .mseg_first = 0x7fc00, .tseg_last = 0x7ffff};
constexpr std::array layouts{
    platform,
    Layout{.tseg_first = 0x7f000, .mseg_first = 0x7fc80, .tseg_last = 0x7ffff},       // within a region
    Layout{.tseg_first = 0x7f000, .mseg_first = 0x7fa01, .tseg_last = 0x7ffff},       // a page after one begins
    Layout{.tseg_first = 0x7f000, .mseg_first = 0x7ffff, .tseg_last = 0x7ffff},       // the last page
    Layout{.tseg_first = 0x7f000, .mseg_first = 0x7f000, .tseg_last = 0x7ffff},       // all of TSEG
    Layout{.tseg_first = 0x7f000, .mseg_first = 0x7f001, .tseg_last = 0x7ffff},       // all but a page
    Layout{.tseg_first = 0xbf800, .mseg_first = 0xbfe00, .tseg_last = 0xbffff},       // up to the end of a GiB
    Layout{.tseg_first = 0x80000, .mseg_first = 0x80400, .tseg_last = 0x807ff},       // from its beginning
    Layout{.tseg_first = 0x8d400, .mseg_first = 0x8d580, .tseg_last = 0x8d5ff},       // one region
    Layout{.tseg_first = 0x40000, .mseg_first = 0x5a5a5, .tseg_last = 0x7ffff},       // a whole GiB
    Layout{.tseg_first = 0, .mseg_first = 0x123, .tseg_last = 0x3ff},                 // from page 0
    Layout{.tseg_first = 0x7fc0000, .mseg_first = 0x7fff000, .tseg_last = 0x7ffffff}, // the last that there is
};

struct Found {
    uint64_t page;
    uint64_t rights;
    uint64_t memory_type;
    bool operator==(Found const&) const = default;
};

// What the handler is to find, in the words of the requirement.
std::optional<Found> intended(Layout const& layout, Outside outside, uint64_t page) {
    bool const in_tseg = layout.tseg_first <= page && page <= layout.tseg_last;
    if (page >= end_page || (in_tseg && page >= layout.mseg_first)) return {};
    if (in_tseg) return Found{page, 7, write_back};
    return Found{page, outside == Outside::ReadWriteExecute ? 7u : 3u, uncacheable};
}

// A plain walk, which knows of no misconfiguration but the sizes of pages.
std::optional<Found> walk(EptTables const& tables, uint64_t page) {
    uint64_t rights = 7;
    uint64_t table = tables_at;
    for (unsigned shift = 27;; shift -= 9) {
        auto const entry = tables.entry[(table - tables_at) / 8 + ((page >> shift) & 511)];
        rights &= entry;
        if (rights == 0) return {};
        auto const address = entry & 0x000ffffffffff000;
        if (shift == 0 || (entry & 0x80) != 0)
            return Found{address / page_size + (page & ((uint64_t{1} << shift) - 1)), rights, (entry >> 3) & 7};
        table = address;
    }
}

// The machine's own, which refuses what a processor does; it does not tell of memory types.
class Walker : Reporter {
public:
    explicit Walker(EptTables const& tables) {
        memory_.add_ram({tables_at, sizeof tables});
        uint64_t at = tables_at;
        for (auto const entry : tables.entry) {
            memory_.set_word(at, sizeof entry, entry);
            at += sizeof entry;
        }
    }

    // Page and rights, which must be exactly those; nothing for a violation by an entry that is not present.
    std::optional<Found> walk(uint64_t page, uint64_t memory_type) {
        try {
            auto const entry = translate(page, 1);
            for (auto const need : {1u, 2u, 4u})
                CHECK(allows(page, need) == ((entry.protection_of_ept & need) != 0));
            return Found{entry.physical / page_size, entry.protection_of_ept, memory_type};
        } catch (EptExit const& exit) {
            CHECK_FALSE(exit.misconfiguration);
            CHECK(exit.qualification == 1); // a read, and no right
            return {};
        }
    }

private:
    void report(std::string_view rule, std::string text) override { FAIL(rule << text); }

    TlbEntry translate(uint64_t page, uint64_t needs) {
        return walk_ept(memory_, Origin::ProcessorInSmm, {.ept = true, .eptp = ept_pointer(tables_at)}, physical_bits,
                        {.guest_physical = page * page_size, .needs = needs, .linear = {}, .final = false});
    }

    bool allows(uint64_t page, uint64_t need) {
        try {
            return (translate(page, need).protection_of_ept & need) != 0;
        } catch (EptExit const&) {
            return false;
        }
    }

    PhysicalMemory memory_{*this};
};

// Around every edge, and some by chance.
std::set<uint64_t> pages_of_interest(Layout const& layout) {
    constexpr uint64_t last = 0xfffffffff; // of 48 bits
    std::set<uint64_t> pages{0, 1, end_page - 1, end_page, end_page + 1, last};
    auto const around = [&](uint64_t page) {
        for (auto const near : {page - 1, page, page + 1})
            if (near <= last) pages.insert(near);
    };
    for (auto const page : {layout.tseg_first, layout.mseg_first, layout.tseg_last})
        for (auto const unit : {uint64_t{1}, region_pages, gib_pages}) {
            around(page / unit * unit);
            around((page / unit + 1) * unit);
        }
    auto const tseg_gib = layout.tseg_first / gib_pages * gib_pages;
    for (uint64_t region = 0; region < 512; ++region) {
        around(region * gib_pages);
        around(tseg_gib + region * region_pages);
        pages.insert(layout.mseg_first / region_pages * region_pages + region); // here a page
    }
    for (unsigned bit = 0; bit < 36; ++bit)
        pages.insert(layout.mseg_first ^ uint64_t{1} << bit);
    Random random(redoubt::test::seed_or(31));
    for (int i = 0; i < 2000; ++i) {
        pages.insert(random.below(last + 1));
        pages.insert(random.below(end_page));
        pages.insert(tseg_gib + random.below(gib_pages));
        pages.insert(random.between(layout.tseg_first, layout.tseg_last));
    }
    return pages;
}

EptTables built(Layout const& layout, Outside outside) {
    REQUIRE(fits(layout));
    EptTables tables;
    for (auto& entry : tables.entry)
        entry = ~uint64_t{0}; // nothing may stay
    build(tables, layout, outside, tables_at);
    return tables;
}

} // namespace

TEST_CASE("REQ-MAP-07: the handler finds at each page what it may, and nothing of the monitor, wherever SMRAM lies") {
    for (auto const& layout : layouts)
        for (auto const outside : {Outside::ReadWrite, Outside::ReadWriteExecute}) {
            CAPTURE(layout.mseg_first);
            auto const tables = built(layout, outside);
            Walker walker(tables);
            for (auto const page : pages_of_interest(layout)) {
                CAPTURE(page);
                auto const expected = intended(layout, outside, page);
                CHECK((walk(tables, page) == expected));
                CHECK((walker.walk(page, expected ? expected->memory_type : 0) == expected));
            }
        }
}

TEST_CASE("REQ-MAP-07: no leaf in the handler's tables reaches from MSEG base to the top of TSEG") {
    constexpr std::array<uint64_t, 4> pages_at_level{0, gib_pages, region_pages, 1};
    for (auto const& layout : layouts)
        for (auto const outside : {Outside::ReadWrite, Outside::ReadWriteExecute}) {
            auto const tables = built(layout, outside);
            for (uint64_t i = 0; i < 4 * 512; ++i) {
                auto const entry = tables.entry[i];
                auto const level = i / 512;
                if ((entry & 7) == 0 || (level < 3 && (entry & 0x80) == 0)) continue;
                CAPTURE(i);
                auto const first = (entry & 0x000ffffffffff000) / page_size;
                CHECK((first + pages_at_level.at(level) <= layout.mseg_first || first > layout.tseg_last));
            }
        }
}

TEST_CASE("REQ-MAP-07: the handler's tables hold what SDM vol 3C tables 28-1 to 28-6 ask for") {
    // Bits 2:0 rights; 5:3 memory type, 6 is write-back; 7 a large page. References have all rights and nothing else.
    auto tables = built(platform, Outside::ReadWrite);
    auto const* const level4 = tables.entry;
    auto const* const level3 = level4 + 512;
    auto const* const level2 = level3 + 512;
    auto const* const level1 = level2 + 512;
    CHECK(level4[0] == 0x7fe01007);
    CHECK(level4[1] == 0);
    CHECK(level4[511] == 0);
    CHECK(level3[0] == 0x00000083);
    CHECK(level3[1] == 0x7fe02007);
    CHECK(level3[2] == 0x80000083);
    CHECK(level3[511] == 0x7fc0000083);
    CHECK(level2[0] == 0x40000083);
    CHECK(level2[503] == 0x7ee00083);
    CHECK(level2[504] == 0x7f0000b7);
    CHECK(level2[509] == 0x7fa000b7);
    CHECK(level2[510] == 0x7fe03007);
    CHECK(level2[511] == 0);
    for (unsigned i = 0; i < 512; ++i)
        CHECK(level1[i] == 0);

    auto const within = Layout{.tseg_first = 0x7f000, .mseg_first = 0x7fc80, .tseg_last = 0x7ffff};
    build(tables, within, Outside::ReadWriteExecute, tables_at);
    CHECK(level3[0] == 0x00000087);
    CHECK(level3[1] == 0x7fe02007);
    CHECK(level2[503] == 0x7ee00087);
    CHECK(level2[504] == 0x7f0000b7);
    CHECK(level2[510] == 0x7fe03007);
    CHECK(level2[511] == 0);
    CHECK(level1[0] == 0x7fc00037);
    CHECK(level1[127] == 0x7fc7f037);
    CHECK(level1[128] == 0);
    CHECK(level1[511] == 0);
}

TEST_CASE("paging: TSEG fits if it is whole regions of 2 MiB within one GiB below 512 GiB, with MSEG in it") {
    for (auto const& layout : layouts)
        CHECK(fits(layout));
    CHECK_FALSE(fits({.tseg_first = 0x7f000, .mseg_first = 0x7efff, .tseg_last = 0x7ffff})); // MSEG before
    CHECK_FALSE(fits({.tseg_first = 0x7f000, .mseg_first = 0x80000, .tseg_last = 0x7ffff})); // MSEG behind
    CHECK_FALSE(fits({.tseg_first = 0x7f100, .mseg_first = 0x7fc00, .tseg_last = 0x7ffff}));
    CHECK_FALSE(fits({.tseg_first = 0x7f001, .mseg_first = 0x7fc00, .tseg_last = 0x7ffff}));
    CHECK_FALSE(fits({.tseg_first = 0x7f000, .mseg_first = 0x7fc00, .tseg_last = 0x7fffe}));
    CHECK_FALSE(fits({.tseg_first = 0x7f000, .mseg_first = 0x7fc00, .tseg_last = 0x7feff}));
    CHECK_FALSE(fits({.tseg_first = 0x7fe00, .mseg_first = 0x7fe00, .tseg_last = 0x801ff})); // over an edge of a GiB
    CHECK_FALSE(fits({.tseg_first = 0x8000000, .mseg_first = 0x8000000, .tseg_last = 0x80001ff}));
    CHECK_FALSE(fits({.tseg_first = 0, .mseg_first = 0, .tseg_last = ~uint64_t{0}}));
}

TEST_CASE("paging: the EPT pointer is write-back, has four levels and no flags, and a VM entry takes it") {
    CHECK(ept_pointer(0x7fe00000) == 0x7fe0001e);
    CHECK(ept_pointer(0) == 0x1e);
    CHECK(ept_pointer(0xffffffffff000) == 0xffffffffff01e);
    CHECK(valid_ept_pointer(ept_pointer(tables_at), make_capabilities(1, 1, physical_bits)));
}
