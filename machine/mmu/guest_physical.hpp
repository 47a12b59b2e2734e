// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/mmu/ept_walk.hpp"

namespace redoubt::machine {

[[nodiscard]] inline Origin current_origin(State const& state) {
    return state.in_smm ? Origin::ProcessorInSmm : Origin::Processor;
}

// Whether a translation that was kept will do, by its rights in EPT and, for a write, by its dirty flag. If not, the
// structures are asked again, as a processor does; what they say by then counts.
[[nodiscard]] bool suffices(TlbEntry const& kept, uint64_t needs);

// What paging translates to: guest-physical addresses with EPT below them and what the TLB keeps of it; without EPT,
// those of the host.
class GuestPhysical {
public:
    GuestPhysical(State const& state, PhysicalMemory& memory, Nested const& nested, Tlb& tlb, unsigned physical_bits)
        : state_(state), memory_(memory), nested_(nested), tlb_(tlb), physical_bits_(physical_bits) {}

    // These throw EptExit.
    [[nodiscard]] TlbEntry page(EptAccess const& access);
    [[nodiscard]] uint64_t address(EptAccess const& access);

    // Of a guest's paging structures, while a linear address is translated.
    [[nodiscard]] uint64_t read_entry(uint64_t at, unsigned size, uint64_t linear);
    void set_flags(uint64_t at, unsigned size, uint64_t entry, uint64_t flags, uint64_t linear);

private:
    State const& state_;
    PhysicalMemory& memory_;
    Nested const& nested_;
    Tlb& tlb_;
    unsigned physical_bits_;
};

} // namespace redoubt::machine
