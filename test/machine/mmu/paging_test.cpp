// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t rwu = 7;               // present, writable, user
constexpr uint64_t accessed_dirty = 0x60; // set beforehand, so that entries stay as they are
constexpr uint64_t page_size = 0x80;
constexpr uint32_t not_present = 0;
constexpr uint32_t reserved = 1 | 8; // in an entry that is present

} // namespace

TEST_CASE("machine: without paging linear addresses are physical ones of 32 bits") {
    Bench bench;
    CHECK(bench.read(0x123456) == Outcome::page(0x123000));
    CHECK(bench.write(0xfffffffff) == Outcome::page(0xfffff000));
    CHECK(bench.fetch(0x100000000) == Outcome::page(0));
}

TEST_CASE("machine: 4-level paging maps pages of 4 KiB, 2 MiB and 1 GiB, in both halves") {
    for (uint64_t const half : {0x0000'0000'0000'0000ull, 0xffff'8000'0000'0000ull}) {
        Bench bench;
        auto tables = bench.four_level();
        auto const base = half | 0x0000'7f12'0000'0000;
        tables.map(base | 0x00345000, 0x0000'0089'abcd'e000, 12, rwu);
        tables.map(base | 0x00600000, 0x0000'0089'aba0'0000, 21, rwu);
        tables.map(base | 0xc0000000, 0x0000'0089'8000'0000, 30, rwu);
        CHECK(bench.read(base | 0x00345678) == Outcome::page(0x89'abcd'e000));
        CHECK(bench.read(base | 0x00601234) == Outcome::page(0x89'aba0'1000));
        CHECK(bench.read(base | 0x007fffff) == Outcome::page(0x89'abbf'f000));
        CHECK(bench.read(base | 0xc0000000) == Outcome::page(0x89'8000'0000));
        CHECK(bench.read(base | 0xfedcba98) == Outcome::page(0x89'bedc'b000));
        CHECK(bench.read(base | 0x00346000) == Outcome::page_fault(not_present, base | 0x00346000));
    }
}

TEST_CASE("machine: PAE paging maps pages of 4 KiB and 2 MiB by the four PDPTE registers") {
    Bench bench;
    std::vector<Tables> directories;
    for (unsigned i = 0; i < 4; ++i)
        directories.push_back(bench.pae());
    for (unsigned i = 0; i < 4; ++i) {
        bench.state.pdpte[i] = directories[i].root() | 1;
        directories[i].map(0x5000, (i + 1) * 0x10'0000'1000, 12, rwu);
        directories[i].map(0x600000, (i + 1) * 0x10'0020'0000, 21, rwu);
    }
    for (uint64_t i = 0; i < 4; ++i) {
        CHECK(bench.read((i << 30) | 0x5abc) == Outcome::page((i + 1) * 0x10'0000'1000));
        CHECK(bench.read((i << 30) | 0x7ff123) == Outcome::page((i + 1) * 0x10'0020'0000 + 0x1ff000));
    }
    bench.state.pdpte[2] = 0xfffffffffffffffe; // not present: the rest does not matter
    bench.mmu.tlb().invalidate_all();
    CHECK(bench.write(0x80005000) == Outcome::page_fault(not_present | 2, 0x80005000));
    CHECK(bench.read(0xc0005000) == Outcome::page(4 * 0x10'0000'1000));
}

TEST_CASE("machine: 32-bit paging maps pages of 4 KiB, and of 4 MiB with 40 bits of address when CR4.PSE is set") {
    Bench bench;
    auto tables = bench.bits32();
    tables.map(0xfedcb000, 0xabcde000, 12, rwu);
    CHECK(bench.read(0xfedcbfff) == Outcome::page(0xabcde000));

    tables.set(0xc0000000, 22, 0x12400000 | 0x89ull << 13 | page_size | rwu);
    bench.state.cr4 |= cr4::pse;
    CHECK(bench.read(0xc0000000) == Outcome::page(0x89'1240'0000));
    CHECK(bench.read(0xc03ff123) == Outcome::page(0x89'127f'f000));
}

TEST_CASE("machine: without CR4.PSE bit 7 of a directory entry means nothing in 32-bit paging") {
    Bench bench;
    auto tables = bench.bits32();
    tables.map(0x00405000, 0x9000, 12, rwu);
    tables.set(0x00405000, 22, tables.entry(0x00405000, 22) | page_size);
    CHECK(bench.read(0x00405000) == Outcome::page(0x9000));
    bench.state.cr4 |= cr4::pse;
    bench.mmu.tlb().invalidate_all();
    auto const directory = tables.entry(0x00405000, 22);
    CHECK(bench.read(0x00405000) == Outcome::page((directory & 0xffc00000) | (directory & 0x1fe000) << 19 | 0x5000));
}

TEST_CASE("machine: an entry that is not present ends the walk at its level, whatever else it says") {
    Bench bench;
    auto tables = bench.four_level();
    for (unsigned const shift : {12u, 21u, 30u, 39u}) {
        CAPTURE(shift);
        tables.set(0x5000, shift, 0xfffffffffffffffe);
        CHECK(bench.read(0x5123) == Outcome::page_fault(not_present, 0x5123));
        CHECK(bench.write(0x5123) == Outcome::page_fault(not_present | 2, 0x5123));
    }
}

TEST_CASE("machine: an address that is not canonical is refused in IA-32e mode before anything is read") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(0, 0x9000, 12, rwu);
    for (uint64_t const linear : {0x0000'8000'0000'0000ull, 0xffff'0000'0000'0000ull, 0xffff'7fff'ffff'ffffull,
                                  0x8000'0000'0000'0000ull, 0x0001'0000'0000'0000ull}) {
        CAPTURE(linear);
        for (auto const kind : {Access::Read, Access::Write, Access::Execute}) {
            CHECK(bench.access(linear, kind) == Outcome::general_protection());
            CHECK(bench.system_access(linear, kind) == Outcome::general_protection());
        }
    }
    CHECK(bench.read(0x0000'7fff'ffff'ffff) == Outcome::page_fault(not_present, 0x0000'7fff'ffff'ffff));
    CHECK(bench.read(0xffff'8000'0000'0000) == Outcome::page_fault(not_present, 0xffff'8000'0000'0000));
}

TEST_CASE("machine: outside IA-32e mode linear addresses have 32 bits, also in CR2") {
    Bench bench;
    auto tables = bench.pae();
    tables.map(0x5000, 0x9000, 12, rwu);
    CHECK(bench.read(0xffff'ffff'0000'5000) == Outcome::page(0x9000));
    CHECK(bench.read(0x1'0000'6000) == Outcome::page_fault(not_present, 0x6000));
}

TEST_CASE("machine: PDPTEs stay as they were loaded, whatever memory says by now") {
    Bench bench;
    auto tables = bench.pae();
    tables.map(0x5000, 0x9000, 12, rwu | accessed_dirty);
    bench.memory.set_word(0x1000, 8, bench.state.pdpte[0]);
    REQUIRE(bench.mmu.load_pdptes(0x1000));
    bench.memory.set_word(0x1000, 8, 0);
    bench.mmu.tlb().invalidate_all();
    CHECK(bench.read(0x5000) == Outcome::page(0x9000));
}

TEST_CASE("machine: paging structures in SMRAM read as ones for a processor outside SMM, and are reported") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(0x5000, 0x9000, 12, rwu);
    bench.memory.set_smram({Bench::first_table, 0x100000});
    CHECK(bench.read(0x5000) == Outcome::page_fault(reserved, 0x5000));
    CHECK(bench.reports.all.size() == 1);
    bench.state.in_smm = true;
    CHECK(bench.read(0x5000) == Outcome::page(0x9000));
    CHECK(bench.reports.all.size() == 1);
}

TEST_CASE("machine: the page of an SMRAM address has no bytes outside SMM, though its translation is kept") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(0x5000, 0x9000, 12, rwu);
    bench.memory.set_smram({0x9000, 0x1000});
    bench.memory.set_word(0x9000, 8, 0x1234);
    bench.state.in_smm = true;
    CHECK(bench.mmu.page(0x5000, Access::Read).bytes != nullptr);
    CHECK(bench.mmu.read_device(0x9000, 8) == 0x1234);
    bench.state.in_smm = false;
    CHECK(bench.mmu.page(0x5000, Access::Read).bytes == nullptr);
    CHECK(bench.mmu.read_device(0x9000, 8) == ~uint64_t{0});
    bench.mmu.write_device(0x9000, 8, 1);
    CHECK(bench.memory.word(0x9000, 8) == 0x1234);
    CHECK(bench.reports.all.size() == 2);
}
