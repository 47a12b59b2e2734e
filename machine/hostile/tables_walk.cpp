// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/tables_walk.hpp"

namespace redoubt::hostile {
namespace {

constexpr uint64_t address_bits = 0x000ffffffffff000;
constexpr uint64_t large = 0x80;
constexpr unsigned first_shift = 39;
constexpr unsigned last_shift = 12;
constexpr unsigned entries = 512;
constexpr unsigned bits_a_level = 9;

struct Walk {
    machine::PhysicalMemory& memory;
    uint64_t present;
    std::set<uint64_t>& tables;
    std::function<void(Leaf const&)> const& each;

    // Four levels deep, and no deeper. Of a page that is no memory entries read as ones.
    void table(uint64_t page, unsigned shift, Leaf const& so_far) {
        tables.insert(page);
        for (uint64_t i = 0; i < entries; ++i) {
            auto const entry = memory.word(page + i * sizeof(uint64_t), sizeof(uint64_t));
            if ((entry & present) == 0) continue;
            Leaf found{.linear = so_far.linear | i << shift,
                       .physical = entry & address_bits & ~((uint64_t{1} << shift) - 1),
                       .size = uint64_t{1} << shift,
                       .all_have = so_far.all_have & entry,
                       .one_has = so_far.one_has | entry};
            if (shift == last_shift || (shift < first_shift && (entry & large) != 0))
                each(found);
            else if (memory.ram(entry & address_bits) != nullptr)
                table(entry & address_bits, shift - bits_a_level, found);
        }
    }
};

} // namespace

void walk_tables(machine::PhysicalMemory& memory, uint64_t root, uint64_t present, std::set<uint64_t>& tables,
                 std::function<void(Leaf const&)> const& each) {
    Walk{memory, present, tables, each}.table(
        root & address_bits, first_shift,
        {.linear = 0, .physical = 0, .size = 0, .all_have = ~uint64_t{0}, .one_has = 0});
}

} // namespace redoubt::hostile
