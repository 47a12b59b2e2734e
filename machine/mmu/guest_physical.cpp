// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/guest_physical.hpp"

#include "machine/mmu/structure_entry.hpp"

namespace redoubt::machine {
namespace {

namespace qualification = stm::abi::ept_qualification;

TlbEntry untranslated(uint64_t physical) {
    return {.physical = physical & ~(kPageSize - 1),
            .writable = true,
            .user = true,
            .executable = true,
            .global = false,
            .dirty = true,
            .protection_of_ept = ept_entry::protection};
}

} // namespace

bool suffices(TlbEntry const& kept, uint64_t needs) {
    return (kept.protection_of_ept & needs) == needs && (kept.dirty || (needs & qualification::kWrite) == 0);
}

TlbEntry GuestPhysical::page(EptAccess const& access) {
    if (!nested_.ept) return untranslated(access.guest_physical);
    auto const kept = tlb_.find_guest_physical(nested_.eptp, access.guest_physical);
    if (kept && suffices(*kept, access.needs)) return *kept;
    try {
        auto const page = walk_ept(memory_, current_origin(state_), nested_, physical_bits_, access);
        tlb_.keep_guest_physical(nested_.eptp, access.guest_physical, page);
        return page;
    } catch (EptExit const& exit) {
        if (!exit.misconfiguration)
            tlb_.ept_violation(current_tag(state_, nested_), access.linear, access.guest_physical);
        throw;
    }
}

uint64_t GuestPhysical::address(EptAccess const& access) {
    return page(access).physical + access.guest_physical % kPageSize;
}

// With accessed and dirty flags for EPT it counts as a write, too (SDM vol. 3C 28.2.3.2, 28.2.4).
uint64_t GuestPhysical::read_entry(uint64_t at, unsigned size, uint64_t linear) {
    bool const as_write = nested_.ept && (nested_.eptp & ept_pointer::accessed_and_dirty) != 0;
    auto const needs = qualification::kRead | (as_write ? qualification::kWrite : 0);
    auto const physical = address({at, needs, linear, false});
    memory_.tell_lookout(physical, Access::Read, current_origin(state_));
    return memory_.read(physical, size, current_origin(state_));
}

void GuestPhysical::set_flags(uint64_t at, unsigned size, uint64_t entry, uint64_t flags, uint64_t linear) {
    if ((entry & flags) == flags) return;
    auto const physical = address({at, qualification::kWrite, linear, false});
    memory_.tell_lookout(physical, Access::Write, current_origin(state_));
    memory_.write(physical, size, entry | flags, current_origin(state_));
}

} // namespace redoubt::machine
