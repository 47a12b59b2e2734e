// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t rwu = 7; // present, writable, user
constexpr uint64_t page_size = 0x80;
constexpr uint64_t execute_disable = 1ull << 63;
constexpr uint32_t reserved = 1 | 8; // in an entry that is present

// Entries at one level, of one kind, with the bits that must be 0 (SDM vol. 3A, tables 4-5, 4-6, 4-9 to 4-12, 4-15 to
// 4-20).
struct EntryKind {
    char const* name;
    unsigned shift;
    bool maps_page;
    uint64_t reserved;
};

// Each bit but those of rights, of the kind, and of a next table's address: it faults if it is reserved, and else it
// does not.
void check_reserved_bits(Bench& bench, Tables& tables, EntryKind const& kind, unsigned width, unsigned entry_bits,
                         uint64_t linear) {
    CAPTURE(kind.name);
    tables.map(linear, 0, kind.maps_page ? kind.shift : 12, rwu);
    auto const good = tables.entry(linear, kind.shift);
    for (unsigned bit = 3; bit < entry_bits; ++bit) {
        if (bit == 7 || (!kind.maps_page && bit >= 12 && bit < width)) continue;
        CAPTURE(bit);
        auto const flag = uint64_t{1} << bit;
        tables.set(linear, kind.shift, good | flag);
        bench.mmu.tlb().invalidate_all();
        auto const outcome = bench.read(linear);
        if ((kind.reserved & flag) != 0)
            CHECK(outcome == Outcome::page_fault(reserved, linear));
        else
            CHECK(outcome.kind == Outcome::Kind::Page);
    }
}

} // namespace

TEST_CASE("machine: PSE-36 has as many address bits as the processor, and the rest are reserved") {
    for (unsigned const width : {32u, 34u, 36u, 39u, 40u, 46u}) {
        CAPTURE(width);
        Bench bench{width};
        auto tables = bench.bits32();
        bench.state.cr4 |= cr4::pse;
        for (unsigned bit = 13; bit <= 21; ++bit) {
            CAPTURE(bit);
            tables.set(0x400000, 22, 1ull << bit | page_size | rwu);
            bench.mmu.tlb().invalidate_all();
            bool const is_address = bit <= 20 && bit - 13 + 32 < width;
            CHECK(bench.read(0x400000) ==
                  (is_address ? Outcome::page(1ull << (bit - 13 + 32)) : Outcome::page_fault(reserved, 0x400000)));
        }
    }
}

TEST_CASE("machine: every reserved bit of 4-level paging faults, and no other bit does") {
    for (unsigned const width : {36u, 40u, 46u, 52u})
        for (bool const nxe : {false, true}) {
            CAPTURE(width);
            CAPTURE(nxe);
            uint64_t high = nxe ? 0 : execute_disable;
            for (unsigned bit = width; bit < 52; ++bit)
                high |= 1ull << bit;
            EntryKind const kinds[] = {
                {"PML4E", 39, false, high},
                {"PDPTE to a directory", 30, false, high},
                {"PDPTE of 1 GiB", 30, true, high | 0x3fffe000},
                {"PDE to a table", 21, false, high},
                {"PDE of 2 MiB", 21, true, high | 0x1fe000},
                {"PTE", 12, true, high},
            };
            for (auto const& kind : kinds) {
                Bench bench{width};
                auto tables = bench.four_level();
                Bench::set(bench.state.msrs.efer, stm::abi::efer::kNxe, nxe);
                check_reserved_bits(bench, tables, kind, width, 64, 0x7fff'0000'0000);
            }
        }
}

TEST_CASE("machine: bit 7 is reserved in a PML4 entry and is no more than PAT in a PTE") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(0x5000, 0x9000, 12, rwu | page_size);
    CHECK(bench.read(0x5000) == Outcome::page(0x9000));
    bench.mmu.tlb().invalidate_all();
    tables.set(0x5000, 39, tables.entry(0x5000, 39) | page_size);
    CHECK(bench.read(0x5000) == Outcome::page_fault(reserved, 0x5000));
}

TEST_CASE("machine: every reserved bit of PAE paging faults, and no other bit does") {
    for (unsigned const width : {36u, 40u, 52u})
        for (bool const nxe : {false, true}) {
            CAPTURE(width);
            CAPTURE(nxe);
            uint64_t high = nxe ? 0 : execute_disable;
            for (unsigned bit = width; bit < 63; ++bit)
                high |= 1ull << bit;
            EntryKind const kinds[] = {
                {"PDE to a table", 21, false, high},
                {"PDE of 2 MiB", 21, true, high | 0x1fe000},
                {"PTE", 12, true, high},
            };
            for (auto const& kind : kinds) {
                Bench bench{width};
                auto tables = bench.pae();
                Bench::set(bench.state.msrs.efer, stm::abi::efer::kNxe, nxe);
                check_reserved_bits(bench, tables, kind, width, 64, 0x3fe00000);
            }
        }
}

TEST_CASE("machine: 32-bit paging has no reserved bits but those of a 4 MiB page") {
    for (bool const pse : {false, true}) {
        EntryKind const kinds[] = {
            {"PDE to a table", 22, false, 0}, {"PTE", 12, true, 0}, {"PDE of 4 MiB", 22, true, 0x3e0000}};
        for (auto const& kind : kinds) {
            if (kind.shift == 22 && kind.maps_page && !pse) continue;
            Bench bench{36};
            auto tables = bench.bits32();
            Bench::set(bench.state.cr4, cr4::pse, pse);
            Bench::set(bench.state.msrs.efer, stm::abi::efer::kNxe, true);
            check_reserved_bits(bench, tables, kind, 32, 32, 0x80400000);
        }
    }
}

TEST_CASE("machine: a reserved bit is found before the rights are looked at, and with the access's own error code") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(0x5000, 0x9000 | 1ull << 45, 12, 1); // neither writable nor the user's
    bench.set_cpl(3);
    CHECK(bench.read(0x5000) == Outcome::page_fault(reserved | 4, 0x5000));
    CHECK(bench.write(0x5000) == Outcome::page_fault(reserved | 4 | 2, 0x5000));
    bench.state.msrs.efer |= stm::abi::efer::kNxe;
    CHECK(bench.fetch(0x5000) == Outcome::page_fault(reserved | 4 | 16, 0x5000));
}

TEST_CASE("machine: PDPTEs are loaded together, or not at all if one that is present has a reserved bit") {
    for (unsigned const width : {36u, 40u, 52u}) {
        CAPTURE(width);
        uint64_t forbidden = 0x1e6;
        for (unsigned bit = width; bit < 64; ++bit)
            forbidden |= 1ull << bit;
        for (unsigned bit = 1; bit < 64; ++bit) {
            CAPTURE(bit);
            Bench bench{width};
            auto const flag = 1ull << bit;
            auto const before = bench.state.pdpte = {1, 2, 3, 4};
            for (uint64_t i = 0; i < 4; ++i)
                bench.memory.set_word(0x1fe0 + 8 * i, 8, (i + 1) << 12 | 1);
            bench.memory.set_word(0x1fe0 + 16, 8, flag | 1);
            auto const valid = (forbidden & flag) == 0;
            CHECK(bench.mmu.load_pdptes(0x1fff) == valid); // bits 4:0 of CR3 are no address
            if (valid)
                CHECK(bench.state.pdpte == std::array<uint64_t, 4>{0x1001, 0x2001, flag | 1, 0x4001});
            else
                CHECK(bench.state.pdpte == before);
            bench.memory.set_word(0x1fe0 + 16, 8, flag);
            CHECK(bench.mmu.load_pdptes(0x1fe0));
            CHECK(bench.state.pdpte[2] == flag);
        }
    }
}
