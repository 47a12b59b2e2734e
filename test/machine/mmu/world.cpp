// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/world.hpp"

#include <cstring>

namespace redoubt::machine::test {
namespace {

constexpr uint64_t page_size_flag = 0x80;

} // namespace

World::World(Random& random) : random_(random) {
    choose_setting();
    if (setting_.paging != Paging::Off) make_guest_tables();
    if (setting_.ept) make_ept();
}

void World::choose_setting() {
    setting_.paging =
        any({Paging::FourLevel, Paging::FourLevel, Paging::FourLevel, Paging::Pae, Paging::Bits32, Paging::Off});
    setting_.width = any({36u, 40u, 46u, 52u});
    setting_.ept = setting_.paging == Paging::Off || !one_in(3);
    setting_.pse = one_in(2);
    setting_.nxe = !one_in(4);
    setting_.execute_only = one_in(2);
    setting_.cr3 = guest_tables;
    setting_.eptp = ept_tables | any({0x1eu, 0x5eu}); // without and with flags
    for (auto& pdpte : setting_.pdpte)
        pdpte = one_in(8) ? 0 : table(guest_tables, 0, 0) | 1;
}

uint64_t World::table(uint64_t tables, unsigned level, uint64_t number) {
    return tables + (level == 0 ? 0 : 1 + (level - 1) * 4 + number) * kPageSize;
}

void World::put(uint64_t at, unsigned size, uint64_t value) {
    std::memcpy(image_.data() + at, &value, size);
}

uint64_t World::index(uint64_t last) {
    return one_in(20) ? random_.below(last) : any({uint64_t{0}, uint64_t{1}, uint64_t{2}, last});
}

// Where pages lie: among the guest's tables, or where EPT may have something. Never where EPT's own tables are: flags
// that paging sets there would mean something else.
uint64_t World::page() {
    if (one_in(3)) return random_.below(ept_tables / kPageSize) * kPageSize;
    auto const top = setting_.width > 40 && one_in(4) ? random_.below(3) : 0;
    auto const page = top << 39 | index(511) << 30 | index(511) << 21 | index(511) << 12;
    if (setting_.width == 52 && one_in(40)) return page | 1ull << random_.between(48, 51);
    return page & ((1ull << setting_.width) - 1);
}

uint64_t World::linear() {
    auto const offset = random_.below(kPageSize);
    switch (setting_.paging) {
    case Paging::FourLevel: {
        auto linear = index(511) << 39 | index(511) << 30 | index(511) << 21 | index(511) << 12 | offset;
        if ((linear >> 47) != 0) linear |= 0xffff'0000'0000'0000;
        return one_in(50) ? linear ^ 1ull << random_.between(47, 63) : linear;
    }
    case Paging::Pae: return random_.below(4) << 30 | index(511) << 21 | index(511) << 12 | offset;
    case Paging::Bits32: return index(1023) << 22 | index(1023) << 12 | offset;
    case Paging::Off: return (page() & 0xfffff000) | offset;
    }
    return 0;
}

void World::make_guest_tables() {
    auto const levels = setting_.paging == Paging::FourLevel ? 4u : 2u;
    auto const last = kPageSize / entry_size() - 1;
    for (unsigned level = 0; level < levels; ++level)
        for (uint64_t number = 0; number < (level == 0 ? 1 : 4); ++number)
            for (auto const each : {uint64_t{0}, uint64_t{1}, uint64_t{2}, last})
                put(table(guest_tables, level, number) + each * entry_size(), entry_size(), guest_entry(level, levels));
}

uint64_t World::guest_target(unsigned level, unsigned levels) {
    if (level + 1 == levels) return page();
    auto const next = table(guest_tables, level + 1, random_.below(4));
    if (!one_in(3)) return next;
    if (setting_.paging == Paging::Bits32 && !setting_.pse) return next | page_size_flag;
    if (setting_.paging == Paging::Bits32) // PSE-36
        return (page() & 0xffc00000) | random_.below(setting_.width == 36 ? 16 : 256) << 13 | page_size_flag;
    auto const page_bits = levels - level == 2 ? 21 : 30;
    return (page() >> page_bits << page_bits) | (one_in(10) ? 1ull << random_.between(13, 20) : 0) | page_size_flag;
}

uint64_t World::guest_entry(unsigned level, unsigned levels) {
    auto entry = guest_target(level, levels);
    entry |= one_in(16) ? 0 : 1; // present, writable, the user's
    entry |= one_in(5) ? 0 : 2;
    entry |= one_in(5) ? 0 : 4;
    entry |= random_.below(4) << 5;  // accessed, dirty
    entry |= random_.below(16) << 8; // global, and three that are ignored
    if (one_in(60)) entry |= 1ull << random_.between(13, 21);
    if (setting_.paging == Paging::Bits32) return entry & 0xffffffff;
    if (one_in(setting_.nxe ? 6 : 40)) entry |= 1ull << 63;
    if (one_in(40)) entry |= 1ull << random_.between(36, 62);
    return setting_.paging == Paging::FourLevel ? entry | random_.below(0x800) << 52 : entry;
}

void World::make_ept() {
    for (unsigned level = 0; level < 4; ++level)
        for (uint64_t number = 0; number < (level == 0 ? 1 : 4); ++number)
            for (uint64_t const each : {0u, 1u, 2u, 511u})
                put(table(ept_tables, level, number) + each * 8, 8, ept_entry(level));

    // The way to the guest's tables.
    put(table(ept_tables, 0, 0), 8, ept_link(0, 1));
    put(table(ept_tables, 1, 0), 8, one_in(8) ? ept_page(0) | page_size_flag : ept_link(1, 1));
    put(table(ept_tables, 2, 0), 8, one_in(6) ? ept_page(0) | page_size_flag : ept_link(2, 1));
    for (uint64_t each = 0; each < memory_size; each += kPageSize)
        put(table(ept_tables, 3, 0) + each / kPageSize * 8, 8, ept_page(each));
}

uint64_t World::ept_entry(unsigned level) {
    auto entry = ept_page(page());
    if (level == 0 || (level < 3 && !one_in(3))) {
        entry = ept_link(level, 4);
    } else if (level < 3) {
        auto const page_bits = level == 1 ? 30 : 21;
        auto const flaw = one_in(12) ? 1ull << random_.between(12, 20) : 0;
        entry = ept_page(page() >> page_bits << page_bits) | flaw | page_size_flag;
    }
    return one_in(4) ? (entry & ~7ull) | random_.below(8) : entry;
}

// To one of the first tables of the next level.
uint64_t World::ept_link(unsigned level, uint64_t numbers) {
    return table(ept_tables, level + 1, random_.below(numbers)) | ept_flags();
}

uint64_t World::ept_page(uint64_t page) {
    auto const type = one_in(60) ? random_.below(8) : any({0u, 1u, 4u, 5u, 6u});
    return page | type << 3 | ept_flags();
}

uint64_t World::ept_flags() {
    auto flags = one_in(60) ? random_.below(8) : 7;
    flags |= random_.below(16) << 8; // accessed, dirty, and two that are ignored
    if (one_in(200)) flags |= 1ull << random_.between(36, 51);
    if (one_in(200)) flags |= 1ull << random_.between(3, 7);
    return flags | random_.below(0x1000) << 52;
}

} // namespace redoubt::machine::test
