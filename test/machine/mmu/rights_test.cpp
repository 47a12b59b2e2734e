// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

#include <doctest/doctest.h>

// Every combination of rights, modes and accesses, against SDM vol. 3A 4.6.1 and 4.7 taken case by case.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t linear = 0x00c05000;
constexpr uint64_t target = 0x9000;
constexpr uint64_t execute_disable = 1ull << 63;

enum class Mode : uint8_t { Bits32, Pae, FourLevel };
enum class Who : uint8_t { User, Supervisor, SystemAtUserLevel, System };

// Rights in the entry that maps the page (Leaf) and in one above it.
struct Rights {
    bool writable_leaf, writable_above, user_leaf, user_above, execute_disable_leaf, execute_disable_above;
};

struct Controls {
    bool write_protect, smep, smap, nxe, alignment_check;
};

// Calls with all values of the lowest bits, one after another.
template <typename Each>
void for_all(unsigned bits, Each each) {
    for (unsigned value = 0; value < 1u << bits; ++value)
        each([value](unsigned bit) { return ((value >> bit) & 1) != 0; });
}

bool permitted(Mode mode, Rights const& rights, Controls const& controls, Who who, Access kind) {
    bool const user_mode_address = rights.user_leaf && rights.user_above;
    bool const writable_in_every_entry = rights.writable_leaf && rights.writable_above;
    bool const xd_in_any_entry = rights.execute_disable_leaf || rights.execute_disable_above;
    bool const fetch_by_entries = mode == Mode::Bits32 || !controls.nxe || !xd_in_any_entry;

    if (who == Who::User) {
        if (!user_mode_address) return false;
        if (kind == Access::Read) return true;
        if (kind == Access::Write) return writable_in_every_entry;
        return fetch_by_entries;
    }
    bool const implicit = who != Who::Supervisor;
    switch (kind) {
    case Access::Read:
        if (!user_mode_address || !controls.smap) return true;
        return controls.alignment_check && !implicit;
    case Access::Write:
        if (!user_mode_address) return !controls.write_protect || writable_in_every_entry;
        if (controls.smap && (implicit || !controls.alignment_check)) return false;
        return !controls.write_protect || writable_in_every_entry;
    case Access::Execute:
        if (!user_mode_address) return fetch_by_entries;
        return !controls.smep && fetch_by_entries;
    }
    return false;
}

uint32_t error_code(Mode mode, Controls const& controls, Who who, Access kind) {
    uint32_t code = 1;
    if (kind == Access::Write) code += 2;
    if (who == Who::User) code += 4;
    if (kind == Access::Execute && (controls.smep || (mode != Mode::Bits32 && controls.nxe))) code += 16;
    return code;
}

Tables tables_of(Bench& bench, Mode mode) {
    switch (mode) {
    case Mode::Bits32: return bench.bits32();
    case Mode::Pae: return bench.pae();
    case Mode::FourLevel: return bench.four_level();
    }
    return bench.four_level();
}

void apply(Bench& bench, Controls const& controls) {
    Bench::set(bench.state.cr0, cr0::wp, controls.write_protect);
    Bench::set(bench.state.cr4, cr4::smep, controls.smep);
    Bench::set(bench.state.cr4, cr4::smap, controls.smap);
    Bench::set(bench.state.msrs.efer, stm::abi::efer::kNxe, controls.nxe);
    bench.set_alignment_check(controls.alignment_check);
}

void check_all(Mode mode, unsigned above) {
    Bench bench;
    auto tables = tables_of(bench, mode);
    tables.map(linear, target, 12, 0);
    auto const link = tables.entry(linear, above) & ~uint64_t{7};
    unsigned refused = 0;
    for_all(6, [&](auto right) {
        Rights const rights{right(0), right(1), right(2), right(3), right(4), right(5)};
        bool const uses_xd = rights.execute_disable_leaf || rights.execute_disable_above;
        if (mode == Mode::Bits32 && uses_xd) return; // there is no such bit
        auto const leaf = target | 1 | (rights.writable_leaf ? 2 : 0) | (rights.user_leaf ? 4 : 0) |
                          (rights.execute_disable_leaf ? execute_disable : 0);
        auto const upper = link | 1 | (rights.writable_above ? 2 : 0) | (rights.user_above ? 4 : 0) |
                           (rights.execute_disable_above ? execute_disable : 0);
        tables.set(linear, above, upper);
        for_all(5, [&](auto control) {
            Controls const controls{control(0), control(1), control(2), control(3), control(4)};
            if (!controls.nxe && uses_xd) return; // reserved then
            apply(bench, controls);
            for (auto const who : {Who::User, Who::Supervisor, Who::SystemAtUserLevel, Who::System})
                for (auto const kind : {Access::Read, Access::Write, Access::Execute}) {
                    bool const system = who == Who::System || who == Who::SystemAtUserLevel;
                    bench.set_cpl(who == Who::User || who == Who::SystemAtUserLevel ? 3 : 0);
                    tables.set(linear, 12, leaf);
                    bench.mmu.tlb().invalidate_all();
                    auto const outcome = system ? bench.system_access(linear, kind) : bench.access(linear, kind);
                    auto const expected = permitted(mode, rights, controls, who, kind)
                                              ? Outcome::page(target)
                                              : Outcome::page_fault(error_code(mode, controls, who, kind), linear);
                    REQUIRE(outcome == expected);
                    refused += outcome.kind == Outcome::Kind::PageFault;
                    // Flags are set by accesses that take place (SDM vol. 3A 4.8).
                    uint64_t flags = 0;
                    if (expected.kind == Outcome::Kind::Page) flags = kind == Access::Write ? 0x60 : 0x20;
                    REQUIRE((tables.entry(linear, 12) & 0x60) == flags);
                }
        });
    });
    CHECK(refused > 0);
}

} // namespace

TEST_CASE("machine: in 32-bit paging each access is permitted or refused as the SDM says, for all rights and modes") {
    check_all(Mode::Bits32, 22);
}

TEST_CASE("machine: in PAE paging each access is permitted or refused as the SDM says, for all rights and modes") {
    check_all(Mode::Pae, 21);
}

TEST_CASE("machine: in 4-level paging each access is permitted or refused as the SDM says, for all rights and modes") {
    for (unsigned const above : {21u, 30u, 39u})
        check_all(Mode::FourLevel, above);
}

TEST_CASE("machine: privilege levels 1 and 2 are the supervisor's") {
    Bench bench;
    auto tables = bench.four_level();
    tables.map(linear, target, 12, 3);
    for (unsigned const cpl : {0u, 1u, 2u}) {
        bench.set_cpl(cpl);
        CHECK(bench.write(linear) == Outcome::page(target));
    }
    bench.set_cpl(3);
    CHECK(bench.write(linear) == Outcome::page_fault(1 | 2 | 4, linear));
}
