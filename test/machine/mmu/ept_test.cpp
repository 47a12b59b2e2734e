// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <array>
#include <doctest/doctest.h>

// SDM vol. 3C 28.2.2, 28.2.3.2 and 28.2.3.3; the qualification: 27.2.1, table 27-7.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t linear = 0x7f12'3480'5123;
constexpr uint64_t rwx = 7;
constexpr uint64_t write_back = 6ull << 3;
constexpr uint64_t with_flags = 0x5e;
constexpr uint64_t linear_valid = 0x80;
constexpr uint64_t of_page = 0x180; // valid, and not of a paging structure
constexpr std::array levels{39u, 30u, 21u, 12u};

uint64_t access_bit(Access access) {
    return access == Access::Read ? 1 : access == Access::Write ? 2 : 4;
}

// A guest with 4-level paging whose memory is its own, page for page, and with one page mapped.
struct Guest {
    explicit Guest(uint64_t pointer_flags = 0x1e, unsigned physical_bits = 40)
        : bench(physical_bits), ept(bench.ept(pointer_flags)) {
        Bench::identity(ept, 16 * kMiB);
        tables.map(linear & ~0xfffull, 0x9000, 12, 7);
    }
    Bench bench;
    Tables ept;
    Tables tables = bench.four_level();
};

} // namespace

TEST_CASE("machine: EPT maps pages of 4 KiB, 2 MiB and 1 GiB") {
    Bench bench;
    auto ept = bench.ept();
    ept.map(0x00345000, 0x89'abcd'e000, 12, write_back | rwx);
    ept.map(0x00600000, 0x89'aba0'0000, 21, write_back | rwx);
    ept.map(0xc0000000, 0x89'8000'0000, 30, write_back | rwx);
    CHECK(bench.read(0x00345678) == Outcome::page(0x89'abcd'e000));
    CHECK(bench.write(0x007fffff) == Outcome::page(0x89'abbf'f000));
    CHECK(bench.fetch(0xfedcba98) == Outcome::page(0x89'bedc'b000));
}

TEST_CASE("machine: linear pages of each size lead through EPT pages of each size") {
    for (unsigned const guest : {12u, 21u, 30u})
        for (unsigned const host : {12u, 21u, 30u}) {
            CAPTURE(guest);
            CAPTURE(host);
            Bench bench;
            auto ept = bench.ept();
            auto tables = bench.four_level();
            Bench::identity(ept, 16 * kMiB);
            tables.map(0x7f00'0000'0000, 0x3'4000'0000, guest, 7);
            uint64_t const inside = guest == 12 ? 0x123 : guest == 21 ? 0x12'3456 : 0x1234'5678;
            auto const at = 0x3'4000'0000 | inside;
            ept.map(at >> host << host, 0x12'8000'0000, host, write_back | rwx);
            CHECK(bench.read(0x7f00'0000'0000 | inside) ==
                  Outcome::page((0x12'8000'0000 | (at & ((1ull << host) - 1))) & ~0xfffull));
        }
}

TEST_CASE("machine: EPT refuses what any of its entries refuses, and the qualification has what all of them allow") {
    for (auto const level : levels)
        for (uint64_t const rights : {1u, 3u, 4u, 5u, 7u}) // those that are not misconfigured
            for (auto const access : {Access::Read, Access::Write, Access::Execute}) {
                CAPTURE(level);
                CAPTURE(rights);
                Bench bench;
                auto ept = bench.ept();
                ept.map(0x40005000, 0x9000, 12, write_back | rwx);
                ept.set(0x40005000, level, (ept.entry(0x40005000, level) & ~rwx) | rights);
                auto const bit = access_bit(access);
                CHECK(bench.access(0x40005678, access) ==
                      ((rights & bit) != 0 ? Outcome::page(0x9000)
                                           : Outcome::violation(bit | rights << 3 | of_page, 0x40005678, 0x40005678)));
            }
}

TEST_CASE("machine: the rights in the qualification are those that all levels share") {
    Bench bench;
    auto ept = bench.ept();
    ept.map(0x5000, 0x9000, 12, write_back | 5);
    ept.set(0x5000, 21, (ept.entry(0x5000, 21) & ~rwx) | 3);
    CHECK(bench.write(0x5010) == Outcome::violation(2 | 1 << 3 | of_page, 0x5010, 0x5010));
    CHECK(bench.fetch(0x5010) == Outcome::violation(4 | 1 << 3 | of_page, 0x5010, 0x5010));
    CHECK(bench.read(0x5010) == Outcome::page(0x9000));
}

TEST_CASE("machine: an EPT entry that is not present is a violation without rights, whatever else it says") {
    for (auto const level : levels) {
        CAPTURE(level);
        Bench bench;
        auto ept = bench.ept();
        ept.map(0x5000, 0x9000, 12, write_back | rwx);
        ept.set(0x5000, level, 0xfffffffffffffff8);
        CHECK(bench.write(0x5010) == Outcome::violation(2 | of_page, 0x5010, 0x5010));
    }
}

TEST_CASE("machine: a guest-physical address above 48 bits is a violation") {
    Guest guest{0x1e, 52};
    guest.tables.map(linear & ~0xfffull, 1ull << 50, 12, 7);
    CHECK(guest.bench.read(linear) == Outcome::violation(1 | of_page, 1ull << 50 | 0x123, linear));
}

TEST_CASE("machine: a violation names the whole guest-physical address, also within a large page of the guest") {
    Guest guest;
    guest.tables.map(0x7f00'0020'0000, 0x3'4000'0000, 21, 7);
    auto const at = 0x7f00'0032'1abc;
    CHECK(guest.bench.read(at) == Outcome::violation(1 | of_page, 0x3'4012'1abc, at));
}

TEST_CASE("machine: reading a guest's paging structure needs the right to read, without bit 8") {
    for (auto const level : levels)
        for (uint64_t const rights : {0u, 4u}) {
            CAPTURE(level);
            CAPTURE(rights);
            Guest guest;
            auto const slot = guest.tables.slot(linear, level);
            guest.ept.map(slot & ~0xfffull, slot & ~0xfffull, 12, write_back | rights);
            for (auto const access : {Access::Read, Access::Write, Access::Execute})
                CHECK(guest.bench.access(linear, access) ==
                      Outcome::violation(1 | rights << 3 | linear_valid, slot, linear));
        }
}

TEST_CASE("machine: flags in a guest's paging structure need the right to write, if they are not set yet") {
    for (auto const level : levels) {
        CAPTURE(level);
        Guest guest;
        auto const slot = guest.tables.slot(linear, level);
        guest.ept.map(slot & ~0xfffull, slot & ~0xfffull, 12, write_back | 5);
        CHECK(guest.bench.read(linear) == Outcome::violation(2 | 5 << 3 | linear_valid, slot, linear));
        guest.tables.set(linear, level, guest.tables.entry(linear, level) | 0x20);
        CHECK(guest.bench.read(linear) == Outcome::page(0x9000));
        if (level == 12)
            CHECK(guest.bench.write(linear) == Outcome::violation(2 | 5 << 3 | linear_valid, slot, linear));
    }
}

TEST_CASE("machine: with flags for EPT, use of a guest's paging structure reads and writes") {
    for (auto const level : levels)
        for (uint64_t const rights : {0u, 1u, 4u, 5u}) {
            CAPTURE(level);
            CAPTURE(rights);
            Guest guest{with_flags};
            for (auto const each : levels)
                guest.tables.set(linear, each, guest.tables.entry(linear, each) | 0x60);
            auto const slot = guest.tables.slot(linear, level);
            guest.ept.map(slot & ~0xfffull, slot & ~0xfffull, 12, write_back | rights);
            CHECK(guest.bench.read(linear) == Outcome::violation(3 | rights << 3 | linear_valid, slot, linear));
        }
}

TEST_CASE("machine: without a linear address neither bit 7 nor bit 8 is set") {
    Bench bench;
    auto ept = bench.ept(with_flags);
    ept.map(0x5000, 0x9000, 12, write_back | 1);
    auto const host = [&](uint64_t guest_physical, Access access) {
        return outcome_of([&] { return bench.mmu.guest_to_host(guest_physical, access); });
    };
    CHECK(host(0x5678, Access::Read) == Outcome::page(0x9678));
    CHECK(host(0x5678, Access::Write) == Outcome::violation(2 | 1 << 3, 0x5678, std::nullopt));
    CHECK(host(0x6678, Access::Execute) == Outcome::violation(4, 0x6678, std::nullopt));

    auto const load = [&](uint64_t cr3) { return outcome_of([&] { return bench.mmu.load_pdptes(cr3) ? 1u : 0u; }); };
    CHECK(load(0x5020) == Outcome::page(1)); // a read only
    CHECK(load(0x6020) == Outcome::violation(1, 0x6020, std::nullopt));
    bench.mmu.set_nested({});
    CHECK(host(0x6678, Access::Write) == Outcome::page(0x6678));
}

TEST_CASE("machine: PAE paging leads through EPT from its PDPTE registers on") {
    Bench bench;
    auto ept = bench.ept();
    auto tables = bench.pae();
    Bench::identity(ept, 16 * kMiB);
    tables.map(0x5000, 0x9000, 12, 7);
    CHECK(bench.read(0x5000) == Outcome::page(0x9000));
    bench.state.pdpte[1] = 0x12345001; // nothing there
    CHECK(bench.read(0x40205123) == Outcome::violation(1 | linear_valid, 0x12345008, 0x40205123));
}

TEST_CASE("machine: a page fault of the guest comes before the EPT violation of the page itself") {
    Guest guest;
    guest.tables.map(linear & ~0xfffull, 0x7'0000'0000, 12, 1); // EPT has nothing there
    guest.bench.state.cr0 |= cr0::wp;
    CHECK(guest.bench.write(linear) == Outcome::page_fault(3, linear));
    CHECK(guest.bench.read(linear) == Outcome::violation(1 | of_page, 0x7'0000'0123, linear));
    guest.tables.map(linear & ~0xfffull, 0x7'0000'0000 | 1ull << 45, 12, 7);
    CHECK(guest.bench.read(linear) == Outcome::page_fault(9, linear));
}

TEST_CASE("machine: an EPT violation at a guest's paging structure comes before what stands in it") {
    Guest guest;
    guest.tables.set(linear, 12, 0);
    auto const slot = guest.tables.slot(linear, 12);
    guest.ept.map(slot & ~0xfffull, slot & ~0xfffull, 12, 0);
    CHECK(guest.bench.read(linear) == Outcome::violation(1 | linear_valid, slot, linear));
    guest.tables.set(linear, 21, 0); // the walk does not get there
    CHECK(guest.bench.read(linear) == Outcome::page_fault(0, linear));
}

TEST_CASE("machine: rights of the guest's paging and of EPT hold together, also in a translation that is kept") {
    Guest guest;
    guest.tables.map(linear & ~0xfffull, 0x9000, 12, 0x67);
    guest.ept.map(0x9000, 0x9000, 12, write_back | 5);
    CHECK(guest.bench.read(linear) == Outcome::page(0x9000));
    CHECK(guest.bench.write(linear) == Outcome::violation(2 | 5 << 3 | of_page, 0x9123, linear));
    CHECK(guest.bench.fetch(linear) == Outcome::page(0x9000));
    guest.tables.map(linear & ~0xfffull, 0x9000, 12, 0x63);
    guest.bench.mmu.tlb().invalidate_all();
    guest.bench.set_cpl(3);
    CHECK(guest.bench.write(linear) == Outcome::page_fault(7, linear));
}
