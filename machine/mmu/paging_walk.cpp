// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/paging_walk.hpp"

#include "machine/mmu/paging_format.hpp"
#include "machine/mmu/structure_entry.hpp"

namespace redoubt::machine {
namespace {

class Walk {
public:
    Walk(State const& state, GuestPhysical& memory, unsigned physical_bits, uint64_t linear, LinearAccess const& access)
        : state_(state), memory_(memory), format_(state, physical_bits), linear_(linear), access_(access) {}

    [[nodiscard]] TlbEntry translate() {
        auto const leaf = descend();
        if (!permits(state_, page_, access_)) throw fault(page_fault_code::present);
        bool const writes = access_.kind == Access::Write;
        set_flags(leaf, paging_entry::accessed | (writes ? paging_entry::dirty : 0));

        auto const guest_physical = format_.frame(leaf.value, leaf.shift) | (linear_ & bits(leaf.shift - 1, 0));
        auto const host = memory_.page({guest_physical, ept_needs(access_.kind), linear_, true});
        page_.physical = host.physical;
        page_.global = format_.has_global() && (leaf.value & paging_entry::global) != 0;
        page_.dirty = host.dirty && (writes || (leaf.value & paging_entry::dirty) != 0);
        page_.protection_of_ept = host.protection_of_ept;
        page_.page_bits = static_cast<uint8_t>(leaf.shift);
        return page_;
    }

private:
    struct Entry {
        uint64_t address;
        uint64_t value;
        unsigned shift;
    };

    // To the entry that maps the page. The rights are those of all entries together.
    [[nodiscard]] Entry descend() {
        auto table = first_table();
        for (auto shift = format_.shifts().begin();; ++shift) {
            auto const entry = read(format_.entry_address(table, linear_, *shift), *shift);
            page_.writable &= (entry.value & paging_entry::writable) != 0;
            page_.user &= (entry.value & paging_entry::user) != 0;
            page_.executable &= !format_.forbids_execution(entry.value);
            if (format_.maps_page(entry.value, entry.shift)) return entry;
            set_flags(entry, paging_entry::accessed);
            table = entry.value & paging_entry::address;
        }
    }

    [[nodiscard]] uint64_t first_table() const {
        switch (format_.mode()) {
        case PagingMode::Bits32: return state_.cr3 & bits(31, 12);
        case PagingMode::Pae: {
            auto const pdpte = state_.pdpte[linear_ >> 30];
            if ((pdpte & paging_entry::present) == 0) throw fault(0);
            return pdpte & paging_entry::address;
        }
        default: return state_.cr3 & paging_entry::address;
        }
    }

    [[nodiscard]] Entry read(uint64_t address, unsigned shift) {
        auto const value = memory_.read_entry(address, format_.entry_size(), linear_);
        if ((value & paging_entry::present) == 0) throw fault(0);
        if (format_.has_reserved_bit(value, shift))
            throw fault(page_fault_code::present | page_fault_code::reserved_bit);
        return {address, value, shift};
    }

    void set_flags(Entry const& entry, uint64_t flags) {
        memory_.set_flags(entry.address, format_.entry_size(), entry.value, flags, linear_);
    }

    [[nodiscard]] Fault fault(uint32_t cause) const { return page_fault(state_, linear_, access_, cause); }

    State const& state_;
    GuestPhysical& memory_;
    PagingFormat format_;
    uint64_t linear_;
    LinearAccess access_;
    TlbEntry page_ = {.physical = 0,
                      .writable = true,
                      .user = true,
                      .executable = true,
                      .global = false,
                      .dirty = false,
                      .protection_of_ept = 0};
};

} // namespace

TlbEntry walk_paging(State const& state, GuestPhysical& memory, unsigned physical_bits, uint64_t linear,
                     LinearAccess const& access) {
    return Walk{state, memory, physical_bits, linear, access}.translate();
}

} // namespace redoubt::machine
