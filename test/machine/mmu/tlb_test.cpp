// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/tlb.hpp"

#include <array>
#include <doctest/doctest.h>
#include <functional>
#include <string_view>
#include <vector>

using namespace redoubt::machine;

namespace {

constexpr uint64_t first_eptp = 0x100000;
constexpr uint64_t second_eptp = 0x200000;

TlbEntry entry_for(uint64_t physical, bool global = false, uint8_t page_bits = 12) {
    return {.physical = physical,
            .writable = true,
            .user = true,
            .executable = true,
            .global = global,
            .dirty = true,
            .protection_of_ept = 7,
            .page_bits = page_bits};
}

// A TLB with a mapping for each combination of tags, of two pages that are global and two that are not; and
// guest-physical ones. Each leads elsewhere, so that what is found can be told apart.
struct Mapping {
    TlbTag tag;
    uint64_t linear;
    bool global;
    uint64_t physical;
};

struct Full {
    static constexpr uint64_t page = 0x7000;
    static constexpr uint64_t other_page = 0x8000;
    static constexpr uint64_t global_page = 0x9000;
    static constexpr uint64_t other_global_page = 0xa000;

    Full() {
        uint64_t physical = 0;
        for (auto const eptp : {uint64_t{0}, eptp_tag(first_eptp), eptp_tag(second_eptp)})
            for (auto const vpid : std::array<uint16_t, 3>{0, 1, 2})
                for (auto const pcid : std::array<uint16_t, 2>{0, 5})
                    for (auto const linear : {page, other_page, global_page, other_global_page})
                        all.push_back({{eptp, vpid, pcid}, linear, linear >= global_page, physical += kPageSize});
        for (auto const& mapping : all)
            tlb.keep(mapping.tag, mapping.linear, entry_for(mapping.physical, mapping.global));
        for (auto const eptp : {first_eptp, second_eptp})
            tlb.keep_guest_physical(eptp, 0x3000, entry_for(eptp));
    }

    [[nodiscard]] bool stands(Mapping const& mapping) const {
        auto const found = tlb.find(mapping.tag, mapping.linear);
        return found && found->physical == mapping.physical;
    }

    Tlb tlb;
    std::vector<Mapping> all;
};

struct Invalidation {
    char const* name;
    std::function<void(Tlb&)> run;
    std::function<bool(Mapping const&)> drops;
    std::function<bool(uint64_t)> drops_guest_physical;
};

constexpr auto none = [](uint64_t) { return false; };
constexpr auto every = [](uint64_t) { return true; };

std::vector<Invalidation> const& invalidations() {
    static std::vector<Invalidation> const list{
        {"INVLPG", [](Tlb& tlb) { tlb.invalidate_page(1, 5, Full::page + 0x123); },
         [](Mapping const& m) { return m.tag.vpid == 1 && m.tag.pcid == 5 && m.linear == Full::page; }, none},
        {"INVLPG of a global page", [](Tlb& tlb) { tlb.invalidate_page(1, 5, Full::global_page); },
         [](Mapping const& m) { return m.tag.vpid == 1 && m.linear == Full::global_page; }, none},
        {"MOV to CR3", [](Tlb& tlb) { tlb.invalidate_pcid(1, 5); },
         [](Mapping const& m) { return m.tag.vpid == 1 && m.tag.pcid == 5 && !m.global; }, none},
        {"MOV to CR4", [](Tlb& tlb) { tlb.invalidate_pcids(1); }, [](Mapping const& m) { return m.tag.vpid == 1; },
         none},
        {"INVPCID of all but global ones", [](Tlb& tlb) { tlb.invalidate_pcids_keep_global(1); },
         [](Mapping const& m) { return m.tag.vpid == 1 && !m.global; }, none},
        {"page fault", [](Tlb& tlb) { tlb.page_fault(1, 5, Full::page + 8); },
         [](Mapping const& m) { return m.tag.vpid == 1 && m.tag.pcid == 5 && m.linear == Full::page; }, none},
        {"page fault in a global page", [](Tlb& tlb) { tlb.page_fault(1, 5, Full::global_page); },
         [](Mapping const& m) { return m.tag.vpid == 1 && m.tag.pcid == 5 && m.linear == Full::global_page; }, none},
        {"EPT violation", [](Tlb& tlb) { tlb.ept_violation({eptp_tag(first_eptp), 1, 5}, Full::page + 8, 0x3010); },
         [](Mapping const& m) { return m.tag == TlbTag{eptp_tag(first_eptp), 1, 5} && m.linear == Full::page; },
         [](uint64_t eptp) { return eptp == first_eptp; }},
        {"INVEPT of one context", [](Tlb& tlb) { tlb.invept(second_eptp | 0x5e); },
         [](Mapping const& m) { return m.tag.eptp == eptp_tag(second_eptp); },
         [](uint64_t eptp) { return eptp == second_eptp; }},
        {"INVEPT of all contexts", [](Tlb& tlb) { tlb.invept_all(); }, [](Mapping const& m) { return m.tag.eptp != 0; },
         every},
        {"INVVPID of an address", [](Tlb& tlb) { tlb.invvpid_address(2, Full::page); },
         [](Mapping const& m) { return m.tag.vpid == 2 && m.linear == Full::page; }, none},
        {"INVVPID of an address in a global page", [](Tlb& tlb) { tlb.invvpid_address(2, Full::global_page + 1); },
         [](Mapping const& m) { return m.tag.vpid == 2 && m.linear == Full::global_page; }, none},
        {"INVVPID of one context", [](Tlb& tlb) { tlb.invvpid(2); }, [](Mapping const& m) { return m.tag.vpid == 2; },
         none},
        {"transition without VPIDs", [](Tlb& tlb) { tlb.invvpid(0); }, [](Mapping const& m) { return m.tag.vpid == 0; },
         none},
        {"INVVPID of all contexts", [](Tlb& tlb) { tlb.invvpid_all(); },
         [](Mapping const& m) { return m.tag.vpid != 0; }, none},
        {"INVVPID of one context but global ones", [](Tlb& tlb) { tlb.invvpid_keep_global(2); },
         [](Mapping const& m) { return m.tag.vpid == 2 && !m.global; }, none},
        {"return from SMM", [](Tlb& tlb) { tlb.invalidate_vpids(); }, [](Mapping const&) { return true; }, none},
        {"everything", [](Tlb& tlb) { tlb.invalidate_all(); }, [](Mapping const&) { return true; }, every},
    };
    return list;
}

// All parts of a page, and the first and last bytes beside it.
void keep_parts(Tlb& tlb, TlbTag const& tag, uint64_t first, uint8_t page_bits) {
    auto const size = uint64_t{1} << page_bits;
    for (auto const offset : {uint64_t{0}, size / 2, size - kPageSize})
        tlb.keep(tag, first + offset, entry_for(offset, false, page_bits));
    tlb.keep(tag, first - kPageSize, entry_for(0));
    tlb.keep(tag, first + size, entry_for(0));
}

} // namespace

TEST_CASE("machine: each kind of invalidation drops exactly the mappings that the SDM names") {
    for (auto const& invalidation : invalidations()) {
        CAPTURE(invalidation.name);
        Full full;
        for (auto const& mapping : full.all)
            REQUIRE(full.stands(mapping));
        auto const generation = full.tlb.generation();
        invalidation.run(full.tlb);
        for (auto const& mapping : full.all) {
            CAPTURE(mapping.tag.eptp);
            CAPTURE(mapping.tag.vpid);
            CAPTURE(mapping.tag.pcid);
            CAPTURE(mapping.linear);
            CHECK(full.stands(mapping) == !invalidation.drops(mapping));
        }
        for (auto const eptp : {first_eptp, second_eptp})
            CHECK(full.tlb.find_guest_physical(eptp, 0x3000).has_value() == !invalidation.drops_guest_physical(eptp));
        CHECK(full.tlb.generation() != generation);
    }
}

TEST_CASE("machine: an instruction that invalidates counts though nothing was kept") {
    for (auto const& invalidation : invalidations()) {
        std::string_view const name = invalidation.name;
        bool const by_failing_access = name.starts_with("page fault") || name.starts_with("EPT violation");
        CAPTURE(invalidation.name);
        Tlb tlb;
        invalidation.run(tlb);
        CHECK((tlb.generation() != 0) == !by_failing_access); // most of these have nothing to drop
    }
}

TEST_CASE("machine: an EPT violation without a linear address drops the guest-physical mapping alone") {
    Full full;
    TlbTag const tag{eptp_tag(first_eptp), 1, 5};
    full.tlb.ept_violation(tag, std::nullopt, 0x4000);
    CHECK(full.tlb.find_guest_physical(first_eptp, 0x3000));
    full.tlb.ept_violation(tag, std::nullopt, 0x3000);
    CHECK_FALSE(full.tlb.find_guest_physical(first_eptp, 0x3000));
    for (auto const& mapping : full.all)
        CHECK(full.stands(mapping));
}

TEST_CASE("machine: INVLPG drops all parts of a large page, wherever in it the address is") {
    TlbTag const tag{};
    for (auto const page_bits : std::array<uint8_t, 3>{21, 22, 30}) {
        auto const size = uint64_t{1} << page_bits;
        auto const first = 4 * size;
        for (auto const within : {uint64_t{0}, kPageSize * 3, size - 1}) {
            CAPTURE(page_bits);
            CAPTURE(within);
            Tlb tlb;
            keep_parts(tlb, tag, first, page_bits);
            tlb.invalidate_page(0, 0, first + within);
            for (auto const offset : {uint64_t{0}, size / 2, size - kPageSize})
                CHECK_FALSE(tlb.find(tag, first + offset));
            CHECK(tlb.find(tag, first - kPageSize));
            CHECK(tlb.find(tag, first + size));
        }
    }
}

TEST_CASE("machine: INVLPG of a small page leaves the small ones around it") {
    TlbTag const tag{};
    Tlb tlb;
    keep_parts(tlb, tag, 0x400000, 21); // a large page elsewhere
    tlb.keep(tag, 0x800000, entry_for(0));
    tlb.keep(tag, 0x801000, entry_for(0));
    tlb.keep({0, 0, 7}, 0x801000, entry_for(0, false, 21)); // for another PCID a part of a large page
    tlb.invalidate_page(0, 0, 0x801fff);
    CHECK(tlb.find(tag, 0x800000));
    CHECK_FALSE(tlb.find(tag, 0x801000));
    CHECK(tlb.find({0, 0, 7}, 0x801000));
    CHECK(tlb.find(tag, 0x400000));
}

TEST_CASE("machine: INVLPG reaches all of a large page after other mappings were dropped, too") {
    TlbTag const tag{};
    Tlb tlb;
    keep_parts(tlb, tag, 0x400000, 21);
    tlb.invalidate_pcid(0, 7);
    tlb.invalidate_page(0, 0, 0x600000); // the small page behind it
    CHECK(tlb.find(tag, 0x500000));
    tlb.invalidate_page(0, 0, 0x401000);
    CHECK_FALSE(tlb.find(tag, 0x500000));
}

TEST_CASE("machine: what was invalidated and is kept again is found, and is dropped again with its large page") {
    TlbTag const tag{};
    Tlb tlb;
    for (int round = 0; round < 3; ++round) {
        keep_parts(tlb, tag, 0x400000, 21);
        CHECK(tlb.find(tag, 0x500000));
        tlb.invalidate_page(0, 0, 0x401000);
        CHECK_FALSE(tlb.find(tag, 0x500000));
        tlb.invalidate_pcids(0);
    }
}

TEST_CASE("machine: a global mapping serves all PCIDs, of the same VPID and EPT pointer only") {
    TlbTag const tag{eptp_tag(first_eptp), 1, 5};
    Tlb tlb;
    tlb.keep(tag, 0x1000, entry_for(0xa000, true));
    tlb.keep(tag, 0x2000, entry_for(0xb000, false));
    CHECK(tlb.find({tag.eptp, 1, 6}, 0x1000)->physical == 0xa000);
    CHECK_FALSE(tlb.find({tag.eptp, 1, 6}, 0x2000));
    CHECK_FALSE(tlb.find({tag.eptp, 2, 5}, 0x1000));
    CHECK_FALSE(tlb.find({eptp_tag(second_eptp), 1, 5}, 0x1000));
    CHECK_FALSE(tlb.find({0, 1, 5}, 0x1000));
    tlb.keep({tag.eptp, 1, 6}, 0x1000, entry_for(0xc000));
    CHECK(tlb.find({tag.eptp, 1, 6}, 0x1000)->physical == 0xc000); // one's own goes first
    CHECK(tlb.find({tag.eptp, 1, 7}, 0x1000)->physical == 0xa000);
}

TEST_CASE("machine: an EPT pointer tags by its address, also when that is 0") {
    Tlb tlb;
    tlb.keep_guest_physical(0x5e, 0x1000, entry_for(0xa000));
    CHECK(tlb.find_guest_physical(0x1e, 0x1fff)->physical == 0xa000);
    CHECK_FALSE(tlb.find_guest_physical(0x105e, 0x1000));
    CHECK(eptp_tag(0x5e) != TlbTag{}.eptp);
    tlb.keep({}, 0x1000, entry_for(0xb000));
    tlb.invept(0);
    CHECK_FALSE(tlb.find_guest_physical(0, 0x1000));
    CHECK(tlb.find({}, 0x1000)); // made without EPT
}

TEST_CASE(
    "machine: a mapping that takes another one's place counts as an invalidation, unless only the dirty flag is new") {
    auto const clean = TlbEntry{.physical = 0x1000,
                                .writable = true,
                                .user = true,
                                .executable = true,
                                .global = false,
                                .dirty = false,
                                .protection_of_ept = 7};
    auto dirty = clean;
    dirty.dirty = true;
    auto moved = clean;
    moved.physical = 0x2000;
    auto narrower = clean;
    narrower.writable = false;

    auto const changes = [&](TlbEntry const& next) {
        Tlb tlb;
        tlb.keep({}, 0x5000, clean);
        tlb.keep_guest_physical(0, 0x5000, clean);
        auto const before = tlb.generation();
        tlb.keep({}, 0x5000, next);
        auto const between = tlb.generation();
        CHECK(tlb.find({}, 0x5000) == next);
        tlb.keep_guest_physical(0, 0x5000, next);
        CHECK(tlb.find_guest_physical(0, 0x5000) == next);
        CHECK((between != before) == (tlb.generation() != between));
        return between != before;
    };
    CHECK_FALSE(changes(clean));
    CHECK_FALSE(changes(dirty));
    CHECK(changes(moved));
    CHECK(changes(narrower));
}
