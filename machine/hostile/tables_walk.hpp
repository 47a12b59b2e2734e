// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

#include <functional>
#include <set>

// What somebody who looks on finds in tables of four levels: the paging structures of 64-bit mode, or EPT.
namespace redoubt::hostile {

struct Leaf {
    uint64_t linear; // guest-physical, with EPT
    uint64_t physical;
    uint64_t size;
    uint64_t all_have; // bits of all entries on the way
    uint64_t one_has;  // of any
};

// present: bits of which a present entry has one. tables: every page of tables on the way.
void walk_tables(machine::PhysicalMemory& memory, uint64_t root, uint64_t present, std::set<uint64_t>& tables,
                 std::function<void(Leaf const&)> const& each);

} // namespace redoubt::hostile
