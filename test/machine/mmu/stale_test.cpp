// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>
#include <functional>

// Translations that stay usable until they are invalidated (SDM vol. 3A 4.10.4, SDM vol. 3C 28.3.3).

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t linear = 0x7f12'3480'5000;
constexpr uint64_t before = 0x9000;
constexpr uint64_t after = 0xa000;
constexpr uint64_t present = 0x67; // writable, the user's; flags are set
constexpr uint64_t global = 0x100;

void set_pcid(Bench& bench, uint64_t pcid) {
    bench.state.cr4 |= cr4::pcide;
    bench.state.cr3 = (bench.state.cr3 & ~0xfffull) | pcid;
}

// A guest with 4-level paging under EPT, VPID 1 and PCID 5, that has used one page.
struct Guest {
    explicit Guest(uint64_t flags = present) {
        Bench::identity(ept, 16 * kMiB);
        set_pcid(bench, 5);
        bench.state.cr4 |= cr4::pge;
        tables.map(linear, before, 12, flags);
        REQUIRE(bench.read(linear) == Outcome::page(before));
    }
    Bench bench = Bench{};
    Tables ept = bench.ept();
    Tables tables = bench.four_level();
};

struct Case {
    char const* name;
    std::function<void(Bench&)> invalidate;
    bool drops_linear; // what paging said, in the page that was used
    bool drops_global; // the same, were it global
    bool drops_guest_physical;
};

uint64_t eptp(Bench const& bench) {
    return bench.mmu.nested().eptp;
}

std::vector<Case> const& cases() {
    static std::vector<Case> const list{
        {"nothing", [](Bench&) {}, false, false, false},
        {"INVLPG", [](Bench& b) { b.mmu.tlb().invalidate_page(1, 5, linear + 5); }, true, true, false},
        {"INVLPG elsewhere", [](Bench& b) { b.mmu.tlb().invalidate_page(1, 5, linear + kPageSize); }, false, false,
         false},
        {"INVLPG with another PCID", [](Bench& b) { b.mmu.tlb().invalidate_page(1, 6, linear); }, false, true, false},
        {"INVLPG with another VPID", [](Bench& b) { b.mmu.tlb().invalidate_page(0, 5, linear); }, false, false, false},
        {"MOV to CR3", [](Bench& b) { b.mmu.tlb().invalidate_pcid(1, 5); }, true, false, false},
        {"MOV to CR3 with another PCID", [](Bench& b) { b.mmu.tlb().invalidate_pcid(1, 6); }, false, false, false},
        {"MOV to CR4", [](Bench& b) { b.mmu.tlb().invalidate_pcids(1); }, true, true, false},
        {"MOV to CR4 with another VPID", [](Bench& b) { b.mmu.tlb().invalidate_pcids(2); }, false, false, false},
        {"INVPCID type 3", [](Bench& b) { b.mmu.tlb().invalidate_pcids_keep_global(1); }, true, false, false},
        {"INVEPT", [](Bench& b) { b.mmu.tlb().invept(eptp(b)); }, true, true, true},
        {"INVEPT with another EPT pointer", [](Bench& b) { b.mmu.tlb().invept(eptp(b) + kPageSize); }, false, false,
         false},
        {"INVEPT of all", [](Bench& b) { b.mmu.tlb().invept_all(); }, true, true, true},
        {"INVVPID of the address", [](Bench& b) { b.mmu.tlb().invvpid_address(1, linear); }, true, true, false},
        {"INVVPID", [](Bench& b) { b.mmu.tlb().invvpid(1); }, true, true, false},
        {"INVVPID with another VPID", [](Bench& b) { b.mmu.tlb().invvpid(2); }, false, false, false},
        {"INVVPID of all", [](Bench& b) { b.mmu.tlb().invvpid_all(); }, true, true, false},
        {"INVVPID but global ones", [](Bench& b) { b.mmu.tlb().invvpid_keep_global(1); }, true, false, false},
        {"return from SMM", [](Bench& b) { b.mmu.tlb().invalidate_vpids(); }, true, true, false},
        {"everything", [](Bench& b) { b.mmu.tlb().invalidate_all(); }, true, true, true},
    };
    return list;
}

} // namespace

TEST_CASE("machine: a change of the guest's paging is seen after an invalidation that reaches it, and not before") {
    for (bool const is_global : {false, true})
        for (auto const& each : cases()) {
            CAPTURE(each.name);
            CAPTURE(is_global);
            auto const flags = present | (is_global ? global : 0);
            Guest guest{flags};
            guest.tables.map(linear, after, 12, flags);
            CHECK(guest.bench.read(linear) == Outcome::page(before));
            each.invalidate(guest.bench);
            bool const seen = is_global ? each.drops_global : each.drops_linear;
            CHECK(guest.bench.read(linear) == Outcome::page(seen ? after : before));
        }
}

TEST_CASE("machine: a change of EPT is seen after an invalidation of guest-physical mappings, and not before") {
    for (auto const& each : cases()) {
        CAPTURE(each.name);
        Guest guest;
        guest.ept.map(before, after, 12, 0x37);
        each.invalidate(guest.bench);
        CHECK(guest.bench.read(linear) == Outcome::page(each.drops_guest_physical ? after : before));
    }
}

TEST_CASE("machine: a right that EPT takes away is kept until INVEPT") {
    Guest guest;
    guest.ept.map(before, before, 12, 0x31);
    CHECK(guest.bench.write(linear) == Outcome::page(before));
    guest.bench.mmu.tlb().invvpid(1);
    CHECK(guest.bench.write(linear) == Outcome::page(before));
    guest.bench.mmu.tlb().invept(eptp(guest.bench));
    CHECK(guest.bench.write(linear) == Outcome::violation(2 | 1 << 3 | 0x180, before, linear));
}

TEST_CASE("machine: a right that is given is used without an invalidation") {
    Guest guest;
    guest.tables.map(linear, before, 12, 0x61);
    guest.bench.state.cr0 |= cr0::wp;
    guest.bench.mmu.tlb().invalidate_all();
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    CHECK(guest.bench.write(linear) == Outcome::page_fault(3, linear));
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    guest.tables.map(linear, before, 12, 0x67);
    CHECK(guest.bench.write(linear) == Outcome::page(before));

    guest.ept.map(before, before, 12, 0x31);
    guest.bench.mmu.tlb().invalidate_all();
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    guest.ept.map(before, before, 12, 0x33);
    CHECK(guest.bench.write(linear) == Outcome::page(before));
}

TEST_CASE("machine: a page fault drops the translation that did not suffice") {
    Guest guest;
    guest.bench.set_cpl(3);
    guest.tables.map(linear, after, 12, 0x65); // not writable any more, and elsewhere
    guest.tables.set(linear, 12, guest.tables.entry(linear, 12) | 1ull << 63);
    guest.bench.state.msrs.efer |= stm::abi::efer::kNxe;
    CHECK(guest.bench.write(linear) == Outcome::page(before)); // still as it was kept
    guest.bench.state.cr4 |= cr4::smep;
    guest.bench.set_cpl(0);
    CHECK(guest.bench.fetch(linear) == Outcome::page_fault(1 | 16, linear)); // by SMEP: it has to walk
    CHECK(guest.bench.read(linear) == Outcome::page(after));
}

TEST_CASE("machine: an EPT violation drops what was kept for its addresses") {
    Guest guest;
    guest.ept.map(before, before, 12, 0x31);
    guest.bench.mmu.tlb().invalidate_all();
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    guest.ept.map(before, after, 12, 0x31);
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    CHECK(guest.bench.write(linear) == Outcome::violation(2 | 1 << 3 | 0x180, before, linear));
    CHECK(guest.bench.read(linear) == Outcome::page(after));
}

TEST_CASE("machine: translations belong to their PCID, VPID and EPT pointer") {
    Guest guest;
    guest.tables.map(linear, after, 12, present);
    auto const nested = guest.bench.mmu.nested();
    set_pcid(guest.bench, 6);
    CHECK(guest.bench.read(linear) == Outcome::page(after));
    set_pcid(guest.bench, 5);
    CHECK(guest.bench.read(linear) == Outcome::page(before));

    auto other = nested;
    other.vpid = 2;
    guest.bench.mmu.set_nested(other);
    CHECK(guest.bench.read(linear) == Outcome::page(after));

    other = nested;
    Tables second{guest.bench.memory, guest.bench.free_page, {39, 30, 21, 12}, 8, 7};
    Bench::identity(second, 16 * kMiB);
    second.map(after, 0xb000, 12, 0x37);
    other.eptp = second.root() | 0x1e;
    guest.bench.mmu.set_nested(other);
    CHECK(guest.bench.read(linear) == Outcome::page(0xb000));

    guest.bench.mmu.set_nested({}); // the host
    CHECK(guest.bench.read(linear) == Outcome::page(after));
    guest.bench.mmu.set_nested(nested);
    CHECK(guest.bench.read(linear) == Outcome::page(before));
}

TEST_CASE("machine: pages are global only as long as CR4.PGE is set when they are translated") {
    for (bool const enabled : {false, true}) {
        CAPTURE(enabled);
        Bench bench;
        auto tables = bench.four_level();
        Bench::set(bench.state.cr4, cr4::pge, enabled);
        tables.map(linear, before, 12, present | global);
        CHECK(bench.read(linear) == Outcome::page(before));
        tables.map(linear, after, 12, present | global);
        bench.mmu.tlb().invalidate_pcid(0, 0);
        CHECK(bench.read(linear) == Outcome::page(enabled ? before : after));
    }
}

TEST_CASE("machine: INVLPG reaches all of a large page, through EPT pages of any size") {
    for (unsigned const host : {12u, 21u, 30u}) {
        CAPTURE(host);
        Bench bench;
        auto ept = bench.ept();
        auto tables = bench.four_level();
        Bench::identity(ept, 16 * kMiB);
        ept.map(0x80000000, 0x80000000, host, 0x37);
        ept.map(0x80000000 + (host == 12 ? kPageSize : 0), 0x80000000 + (host == 12 ? kPageSize : 0), host, 0x37);
        tables.map(0x200000, 0x80000000, 21, present);
        REQUIRE(bench.read(0x200000) == Outcome::page(0x80000000));
        REQUIRE(bench.read(0x201000) == Outcome::page(0x80001000));
        tables.map(0x200000, 0, 21, present);
        CHECK(bench.read(0x201000) == Outcome::page(0x80001000));
        bench.mmu.tlb().invalidate_page(1, 0, 0x345678);
        CHECK(bench.read(0x201000) == Outcome::page(0x1000));
        CHECK(bench.read(0x200000) == Outcome::page(0));
    }
}

TEST_CASE("machine: without paging a guest's translations are kept until INVEPT, and none when paging goes on") {
    Bench bench;
    auto ept = bench.ept();
    Bench::identity(ept, 16 * kMiB);
    CHECK(bench.read(before) == Outcome::page(before));
    ept.map(before, after, 12, 0x37);
    CHECK(bench.read(before) == Outcome::page(before));
    bench.mmu.tlb().invvpid_all();
    CHECK(bench.read(before) == Outcome::page(before));
    bench.mmu.tlb().invept_all();
    CHECK(bench.read(before) == Outcome::page(after));

    auto tables = bench.bits32();
    tables.map(before, 0xb000, 12, present);
    CHECK(bench.read(before) == Outcome::page(0xb000));
    Bench::set(bench.state.cr0, cr0::pg, false);
    CHECK(bench.read(before) == Outcome::page(after));
}

TEST_CASE("machine: the generation is another one after what is kept has changed, and the same while it is used") {
    Guest guest;
    auto& tlb = guest.bench.mmu.tlb();
    auto generation = tlb.generation();
    CHECK(guest.bench.write(linear) == Outcome::page(before));
    CHECK(guest.bench.read(linear) == Outcome::page(before));
    CHECK(guest.bench.read(linear + kPageSize) == Outcome::page_fault(0, linear + kPageSize));
    CHECK(tlb.generation() == generation);

    guest.bench.state.cr4 |= cr4::smep;
    CHECK(guest.bench.fetch(linear) == Outcome::page_fault(1 | 16, linear)); // drops it
    CHECK(tlb.generation() != generation);
    generation = tlb.generation();
    tlb.invept_all();
    CHECK(tlb.generation() != generation);
}
