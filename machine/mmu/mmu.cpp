// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/mmu.hpp"

#include "machine/mmu/paging_format.hpp"
#include "machine/mmu/paging_walk.hpp"
#include "machine/mmu/structure_entry.hpp"

namespace redoubt::machine {
namespace {

// Bits 63:47 are all the same (SDM vol. 1 3.3.7.1).
bool is_canonical(uint64_t linear) {
    auto const top = linear >> 47;
    return top == 0 || top == bits(16, 0);
}

} // namespace

Mmu::Mmu(State& state, PhysicalMemory& memory, unsigned physical_bits)
    : state_(state), memory_(memory), physical_bits_(physical_bits) {}

Page Mmu::page(uint64_t linear, Access access) {
    auto const privilege = state_.cpl() == 3 ? Privilege::User : Privilege::Supervisor;
    return asked_for(translate(linear, {access, privilege}), access);
}

Page Mmu::system_page(uint64_t linear, Access access) {
    return asked_for(translate(linear, {access, Privilege::ImplicitSupervisor}), access);
}

Page Mmu::asked_for(uint64_t physical, Access access) {
    memory_.tell_lookout(physical, access, current_origin(state_));
    return memory_.page(physical, current_origin(state_));
}

uint64_t Mmu::read_device(uint64_t physical, unsigned size) {
    return memory_.read(physical, size, current_origin(state_));
}

void Mmu::write_device(uint64_t physical, unsigned size, uint64_t value) {
    memory_.write(physical, size, value, current_origin(state_));
}

uint64_t Mmu::guest_to_host(uint64_t guest_physical_address, Access access) {
    return guest_physical().address({guest_physical_address, ept_needs(access), std::nullopt, false});
}

bool Mmu::load_pdptes(uint64_t cr3) {
    decltype(state_.pdpte) loaded;
    auto const table = cr3 & bits(31, 5);
    for (unsigned i = 0; i < loaded.size(); ++i) {
        auto const host = guest_to_host(table + i * sizeof loaded[i], Access::Read);
        memory_.tell_lookout(host, Access::Read, current_origin(state_));
        loaded[i] = memory_.read(host, sizeof loaded[i], current_origin(state_));
        bool const present = (loaded[i] & paging_entry::present) != 0;
        if (present && (loaded[i] & reserved_in_pdpte(physical_bits_)) != 0) return false;
    }
    state_.pdpte = loaded;
    return true;
}

// The host-physical page. Without paging linear addresses are guest-physical ones, and no linear or combined mappings
// are made: nothing would invalidate them when paging is turned on.
uint64_t Mmu::translate(uint64_t linear, LinearAccess const& access) {
    if (!state_.long_mode())
        linear = static_cast<uint32_t>(linear);
    else if (!is_canonical(linear))
        throw Fault{Vector::GeneralProtection, 0};

    auto memory = guest_physical();
    auto const needs = ept_needs(access.kind);
    if (state_.paging_mode() == PagingMode::None) return memory.page({linear, needs, linear, true}).physical;

    auto const tag = current_tag(state_, nested_);
    auto const kept = tlb_.find(tag, linear);
    if (kept && permits(state_, *kept, access) && suffices(*kept, needs)) return kept->physical;
    try {
        auto const page = walk_paging(state_, memory, physical_bits_, linear, access);
        tlb_.keep(tag, linear, page);
        return page.physical;
    } catch (Fault const&) {
        tlb_.page_fault(tag.vpid, tag.pcid, linear);
        throw;
    }
}

} // namespace redoubt::machine
