// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <span>

namespace redoubt::machine {

// How paging structures look in the mode that is on (SDM vol. 3A 4.3 to 4.5). A level is known by its shift: how many
// bits of a linear address are below those that select an entry there.
class PagingFormat {
public:
    PagingFormat(State const& state, unsigned physical_bits);

    [[nodiscard]] PagingMode mode() const { return mode_; }
    [[nodiscard]] std::span<unsigned const> shifts() const; // from the first structure in memory to the last
    [[nodiscard]] unsigned entry_size() const { return mode_ == PagingMode::Bits32 ? 4 : 8; }
    [[nodiscard]] bool has_global() const { return global_; }

    [[nodiscard]] uint64_t entry_address(uint64_t table, uint64_t linear, unsigned shift) const;

    // Of an entry that is present.
    [[nodiscard]] bool maps_page(uint64_t entry, unsigned shift) const;
    [[nodiscard]] bool forbids_execution(uint64_t entry) const;
    [[nodiscard]] bool has_reserved_bit(uint64_t entry, unsigned shift) const;
    [[nodiscard]] uint64_t frame(uint64_t entry, unsigned shift) const; // of an entry that maps a page

private:
    PagingMode mode_;
    unsigned physical_bits_;
    unsigned largest_page_bits_;
    bool execute_disable_;
    bool global_;
};

// SDM vol. 3A 4.4.1: bits of a PDPTE register that is present.
[[nodiscard]] uint64_t reserved_in_pdpte(unsigned physical_bits);

} // namespace redoubt::machine
