// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <array>
#include <doctest/doctest.h>

// SDM vol. 3C 28.2.2 and 28.2.3.1.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t rwx = 7;
constexpr uint64_t write_back = 6ull << 3;
constexpr uint64_t of_page = 0x180; // valid, and not of a paging structure
constexpr std::array levels{39u, 30u, 21u, 12u};

} // namespace

TEST_CASE("machine: EPT rights without reading are misconfigured, but execute-only where it is supported") {
    for (auto const level : levels)
        for (uint64_t const rights : {2u, 4u, 6u})
            for (bool const execute_only : {false, true}) {
                CAPTURE(level);
                CAPTURE(rights);
                CAPTURE(execute_only);
                Bench bench;
                auto ept = bench.ept();
                auto nested = bench.mmu.nested();
                nested.execute_only_allowed = execute_only;
                bench.mmu.set_nested(nested);
                ept.map(0x5000, 0x9000, 12, write_back | rwx);
                ept.set(0x5000, level, (ept.entry(0x5000, level) & ~rwx) | rights);
                CHECK(bench.fetch(0x5010) ==
                      (rights == 4 && execute_only ? Outcome::page(0x9000) : Outcome::misconfiguration(0x5010)));
            }
}

TEST_CASE("machine: every reserved bit of an EPT entry is a misconfiguration, and no other bit is") {
    struct Kind {
        char const* name;
        unsigned shift;
        bool maps_page;
        uint64_t reserved; // below the address's width
    };
    constexpr std::array kinds{
        Kind{"PML4E", 39, false, 0xf8},
        Kind{"PDPTE to a directory", 30, false, 0x78},
        Kind{"PDPTE of 1 GiB", 30, true, 0x3ffff000},
        Kind{"PDE to a table", 21, false, 0x78},
        Kind{"PDE of 2 MiB", 21, true, 0x1ff000},
        Kind{"PTE", 12, true, 0},
    };
    for (unsigned const width : {36u, 46u, 52u})
        for (auto const& kind : kinds) {
            CAPTURE(width);
            CAPTURE(kind.name);
            Bench bench{width};
            auto ept = bench.ept();
            ept.map(0x40000000, 0, kind.maps_page ? kind.shift : 12, rwx); // uncacheable
            auto const good = ept.entry(0x40000000, kind.shift);
            for (unsigned bit = 3; bit < 64; ++bit) {
                CAPTURE(bit);
                auto const flag = 1ull << bit;
                if (kind.maps_page && (bit == 4 || (bit == 7 && kind.shift > 12)))
                    continue; // a memory type; another kind
                if (!kind.maps_page && ((bit >= 12 && bit < width) || (bit == 7 && kind.shift < 39))) continue;
                ept.set(0x40000000, kind.shift, good | flag);
                bench.mmu.tlb().invalidate_all();
                bool const is_reserved = (kind.reserved & flag) != 0 || (bit >= width && bit < 52);
                auto const outcome = bench.read(0x40000000);
                if (is_reserved)
                    CHECK(outcome == Outcome::misconfiguration(0x40000000));
                else
                    CHECK(outcome.kind == Outcome::Kind::Page);
            }
        }
}

TEST_CASE("machine: EPT memory types 2, 3 and 7 are misconfigured where a page is mapped") {
    for (unsigned const page : {12u, 21u, 30u})
        for (uint64_t type = 0; type < 8; ++type) {
            CAPTURE(page);
            CAPTURE(type);
            Bench bench;
            auto ept = bench.ept();
            ept.map(0x40000000, 0, page, type << 3 | rwx);
            bool const is_reserved = type == 2 || type == 3 || type == 7;
            CHECK(bench.read(0x40000000) == (is_reserved ? Outcome::misconfiguration(0x40000000) : Outcome::page(0)));
        }
}

TEST_CASE("machine: a misconfiguration is met before the rights of the entries above it are looked at") {
    Bench bench;
    auto ept = bench.ept();
    ept.map(0x5000, 0x9000, 12, 7 << 3 | rwx);
    ept.set(0x5000, 21, (ept.entry(0x5000, 21) & ~rwx) | 1);
    CHECK(bench.write(0x5010) == Outcome::misconfiguration(0x5010));
    ept.set(0x5000, 39, 0);
    CHECK(bench.write(0x5010) == Outcome::violation(2 | of_page, 0x5010, 0x5010));
}

TEST_CASE("machine: a misconfiguration of a guest's paging structure names its entry") {
    Bench bench;
    auto ept = bench.ept();
    auto tables = bench.four_level();
    Bench::identity(ept, 16 * kMiB);
    tables.map(0x5000, 0x9000, 12, 7);
    auto const slot = tables.slot(0x5000, 21);
    ept.map(slot & ~0xfffull, slot & ~0xfffull, 12, write_back | 2);
    CHECK(bench.read(0x5123) == Outcome::misconfiguration(slot));
}
