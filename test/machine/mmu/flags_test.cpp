// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>

// Accessed and dirty flags (SDM vol. 3A 4.8, SDM vol. 3C 28.2.4).

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t linear = 0x7f12'3480'5000;
constexpr uint64_t rwu = 7;
constexpr uint64_t accessed = 0x20;
constexpr uint64_t dirty = 0x40;
constexpr uint64_t ept_accessed = 0x100;
constexpr uint64_t ept_dirty = 0x200;
constexpr uint64_t with_ept_flags = 0x5e; // an EPT pointer's bits 11:0
constexpr uint64_t without_ept_flags = 0x1e;

} // namespace

TEST_CASE("machine: an access sets the accessed flags on its way, and a write the dirty flag of the page alone") {
    for (unsigned const page : {12u, 21u, 30u}) {
        CAPTURE(page);
        Bench bench;
        auto tables = bench.four_level();
        tables.map(linear & ~((1ull << page) - 1), 0, page, rwu);
        auto const flags_at = [&](unsigned shift) { return tables.entry(linear, shift) & (accessed | dirty); };
        REQUIRE(bench.read(linear).kind == Outcome::Kind::Page);
        for (unsigned shift = 39; shift >= page; shift -= 9)
            CHECK(flags_at(shift) == accessed);
        REQUIRE(bench.write(linear).kind == Outcome::Kind::Page);
        for (unsigned shift = 39; shift > page; shift -= 9)
            CHECK(flags_at(shift) == accessed);
        CHECK(flags_at(page) == (accessed | dirty));
    }
}

TEST_CASE("machine: 32-bit entries keep their neighbours when flags are set") {
    Bench bench;
    auto tables = bench.bits32();
    tables.map(0x5000, 0x9000, 12, rwu);
    tables.map(0x4000, 0x8000, 12, rwu);
    tables.map(0x6000, 0xa000, 12, rwu);
    CHECK(bench.write(0x5000) == Outcome::page(0x9000));
    CHECK(tables.entry(0x4000, 12) == (0x8000 | rwu));
    CHECK(tables.entry(0x5000, 12) == (0x9000 | rwu | accessed | dirty));
    CHECK(tables.entry(0x6000, 12) == (0xa000 | rwu));
    CHECK(tables.entry(0x5000, 22) == ((tables.root() + kPageSize) | rwu | accessed));
}

TEST_CASE("machine: accessed flags are set as far as a walk went that ends in a page fault") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(linear, 0x9000, 12, 1);
    bench.state.cr0 |= cr0::wp;
    CHECK(bench.write(linear) == Outcome::page_fault(3, linear));
    for (unsigned const shift : {39u, 30u, 21u})
        CHECK((tables.entry(linear, shift) & accessed) != 0);
    CHECK(tables.entry(linear, 12) == (0x9000 | 1)); // not used
}

TEST_CASE("machine: no flags are set again by a translation that is kept") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(linear, 0x9000, 12, rwu);
    CHECK(bench.write(linear) == Outcome::page(0x9000));
    tables.set(linear, 12, 0x9000 | rwu); // cleared without INVLPG
    CHECK(bench.write(linear) == Outcome::page(0x9000));
    CHECK(tables.entry(linear, 12) == (0x9000 | rwu));
    bench.mmu.tlb().invalidate_page(0, 0, linear);
    CHECK(bench.write(linear) == Outcome::page(0x9000));
    CHECK(tables.entry(linear, 12) == (0x9000 | rwu | accessed | dirty));
}

TEST_CASE("machine: the first write to a page that was only read walks again, to set its dirty flag") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(linear, 0x9000, 12, rwu);
    CHECK(bench.read(linear) == Outcome::page(0x9000));
    tables.map(linear, 0xa000, 12, rwu); // seen by that walk
    CHECK(bench.read(linear) == Outcome::page(0x9000));
    CHECK(bench.write(linear) == Outcome::page(0xa000));
    CHECK(tables.entry(linear, 12) == (0xa000 | rwu | accessed | dirty));
    CHECK(bench.read(linear) == Outcome::page(0xa000));
}

TEST_CASE("machine: a page whose dirty flag was set already is written without another walk") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(linear, 0x9000, 12, rwu | dirty);
    CHECK(bench.read(linear) == Outcome::page(0x9000));
    tables.set(linear, 12, 0);
    CHECK(bench.write(linear) == Outcome::page(0x9000));
    CHECK(tables.entry(linear, 12) == 0);
}

TEST_CASE("machine: EPT sets no flags unless bit 6 of the pointer is set") {
    Bench bench;
    auto ept = bench.ept(without_ept_flags);
    ept.map(0x5000, 0x9000, 12, 0x37);
    CHECK(bench.write(0x5000) == Outcome::page(0x9000));
    for (unsigned const shift : {39u, 30u, 21u, 12u})
        CHECK((ept.entry(0x5000, shift) & (ept_accessed | ept_dirty)) == 0);
}

TEST_CASE("machine: EPT sets accessed flags on the way, and a write the dirty flag of the page alone") {
    for (unsigned const page : {12u, 21u, 30u}) {
        CAPTURE(page);
        Bench bench;
        auto ept = bench.ept(with_ept_flags);
        ept.map(0x40000000, 0, page, 0x37);
        auto const flags_at = [&](unsigned shift) { return ept.entry(0x40000000, shift) & (ept_accessed | ept_dirty); };
        REQUIRE(bench.fetch(0x40000123) == Outcome::page(0));
        for (unsigned shift = 39; shift >= page; shift -= 9)
            CHECK(flags_at(shift) == ept_accessed);
        REQUIRE(bench.write(0x40000123) == Outcome::page(0));
        for (unsigned shift = 39; shift > page; shift -= 9)
            CHECK(flags_at(shift) == ept_accessed);
        CHECK(flags_at(page) == (ept_accessed | ept_dirty));
    }
}

TEST_CASE("machine: with flags for EPT, pages of guest paging structures are dirty once they were used") {
    Bench bench;
    auto ept = bench.ept(with_ept_flags);
    auto tables = bench.four_level();
    Bench::identity(ept, 16 * kMiB);
    tables.map(linear, 0x9000, 12, rwu | accessed | dirty);
    for (unsigned const shift : {39u, 30u, 21u})
        tables.set(linear, shift, tables.entry(linear, shift) | accessed); // nothing is left to be written
    CHECK(bench.read(linear) == Outcome::page(0x9000));
    for (unsigned const shift : {39u, 30u, 21u, 12u})
        CHECK((ept.entry(tables.slot(linear, shift), 12) & (ept_accessed | ept_dirty)) == (ept_accessed | ept_dirty));
    CHECK((ept.entry(0x9000, 12) & (ept_accessed | ept_dirty)) == ept_accessed);
    CHECK(bench.write(linear) == Outcome::page(0x9000));
    CHECK((ept.entry(0x9000, 12) & (ept_accessed | ept_dirty)) == (ept_accessed | ept_dirty));
}

TEST_CASE("machine: loading PDPTEs makes no page dirty in EPT") {
    Bench bench;
    auto ept = bench.ept(with_ept_flags);
    ept.map(0x1000, 0x9000, 12, 0x37);
    bench.memory.set_word(0x9020, 8, 0x5001);
    CHECK(bench.mmu.load_pdptes(0x1020));
    CHECK(bench.state.pdpte[0] == 0x5001);
    CHECK((ept.entry(0x1000, 12) & (ept_accessed | ept_dirty)) == ept_accessed);
}
