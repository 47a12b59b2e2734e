// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/look_up.hpp"
#include "test/machine/mmu/world.hpp"

#include <cstring>
#include <doctest/doctest.h>

// Random accesses in random worlds: how each ends, and all of memory after them, are compared with the oracle. The TLB
// keeps what it will: nothing but flags changes in the tables, so it may not show. Who only looks on sees the same pages,
// and changes nothing.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr unsigned worlds = 1600;
constexpr unsigned accesses_a_world = 125;

void install(Bench& bench, World& world) {
    for (uint64_t at = 0; at < World::memory_size; at += kPageSize)
        std::memcpy(bench.memory.ram(at), world.image().data() + at, kPageSize);
    auto const& setting = world.setting();
    auto& state = bench.state;
    state.cr3 = setting.cr3;
    state.pdpte = setting.pdpte;
    Bench::set(state.cr0, cr0::pg, setting.paging != Paging::Off);
    Bench::set(state.cr4, cr4::pae, setting.paging == Paging::Pae || setting.paging == Paging::FourLevel);
    Bench::set(state.cr4, cr4::pse, setting.pse);
    Bench::set(state.cr4, cr4::pge, true);
    Bench::set(state.msrs.efer, stm::abi::efer::kNxe, setting.nxe);
    Bench::set(state.msrs.efer, stm::abi::efer::kLma, setting.paging == Paging::FourLevel);
    if (setting.ept)
        bench.mmu.set_nested(
            {.ept = true, .eptp = setting.eptp, .vpid = 1, .execute_only_allowed = setting.execute_only});
}

// What an access is judged by may change while translations are kept.
void choose_rights(Random& random, Setting& setting, Bench& bench) {
    setting.write_protect = random.one_in(2);
    setting.smep = random.one_in(3);
    setting.smap = random.one_in(3);
    setting.alignment_check = random.one_in(2);
    setting.user = random.one_in(2);
    Bench::set(bench.state.cr0, cr0::wp, setting.write_protect);
    Bench::set(bench.state.cr4, cr4::smep, setting.smep);
    Bench::set(bench.state.cr4, cr4::smap, setting.smap);
    bench.set_alignment_check(setting.alignment_check);
    bench.set_cpl(setting.user ? 3 : static_cast<unsigned>(random.below(3)));
}

} // namespace

TEST_CASE(
    "machine: 200000 accesses through random paging structures and random EPT end as the SDM says, flags included") {
    auto const seed = redoubt::test::seed_or(0x5d1e);
    CAPTURE(seed);
    Random random{seed};
    std::array<unsigned, 5> ended = {}; // by Outcome::Kind
    for (unsigned number = 0; number < worlds; ++number) {
        CAPTURE(number);
        World world{random};
        auto& setting = world.setting();
        CAPTURE(static_cast<unsigned>(setting.paging));
        Bench bench{setting.width, World::memory_size};
        install(bench, world);
        Oracle oracle{world.image()};
        for (unsigned count = 0; count < accesses_a_world; ++count) {
            choose_rights(random, setting, bench);
            auto const linear = world.linear();
            auto const kind = static_cast<Access>(random.below(3));
            CAPTURE(linear);
            auto const seen = look_up(bench.state, bench.memory, bench.mmu.nested(), setting.width, linear);
            auto const outcome = bench.access(linear, kind);
            if (outcome.kind == Outcome::Kind::Page) REQUIRE(seen == (outcome.value | linear % kPageSize));
            REQUIRE(outcome == oracle.access(setting, linear, kind));
            ++ended[static_cast<unsigned>(outcome.kind)];
            if (random.one_in(40)) bench.mmu.tlb().invalidate_all();
        }
        for (uint64_t at = 0; at < World::memory_size; at += kPageSize)
            REQUIRE(std::memcmp(bench.memory.ram(at), oracle.memory().data() + at, kPageSize) == 0);
    }
    for (auto const count : ended) // none of the ways is rare
        CHECK(count > 1000);
}
