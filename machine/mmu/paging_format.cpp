// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/paging_format.hpp"

#include "machine/cpu/address_space.hpp"
#include "machine/mmu/structure_entry.hpp"

#include <algorithm>
#include <array>

namespace redoubt::machine {
namespace {

constexpr std::array levels_of_32_bit_paging{22u, 12u};
constexpr std::array levels_of_pae_paging{21u, 12u}; // below the PDPTE registers
constexpr std::array levels_of_4_level_paging{39u, 30u, 21u, 12u};

unsigned largest_page_bits(PagingMode mode, bool page_size_extensions) {
    switch (mode) {
    case PagingMode::FourLevel: return 30;
    case PagingMode::Pae: return 21;
    case PagingMode::Bits32: return page_size_extensions ? 22 : 12;
    case PagingMode::None: return 0;
    }
    return 0;
}

// PSE-36: 4 MiB pages reach 40 bits of physical addresses at most (SDM vol. 3A 4.3, table 4-4).
constexpr unsigned pse_36_bits = 40;

} // namespace

PagingFormat::PagingFormat(State const& state, unsigned physical_bits)
    : mode_(state.paging_mode()), physical_bits_(physical_bits),
      largest_page_bits_(largest_page_bits(mode_, (state.cr4 & cr4::pse) != 0)),
      execute_disable_((state.msrs.efer & stm::abi::efer::kNxe) != 0), global_((state.cr4 & cr4::pge) != 0) {}

std::span<unsigned const> PagingFormat::shifts() const {
    switch (mode_) {
    case PagingMode::FourLevel: return levels_of_4_level_paging;
    case PagingMode::Pae: return levels_of_pae_paging;
    case PagingMode::Bits32: return levels_of_32_bit_paging;
    case PagingMode::None: return {};
    }
    return {};
}

uint64_t PagingFormat::entry_address(uint64_t table, uint64_t linear, unsigned shift) const {
    auto const entries = kPageSize / entry_size();
    return table + (linear >> shift) % entries * entry_size();
}

bool PagingFormat::maps_page(uint64_t entry, unsigned shift) const {
    return shift == 12 || (shift <= largest_page_bits_ && (entry & paging_entry::maps_page) != 0);
}

// Entries of 32 bits never do.
bool PagingFormat::forbids_execution(uint64_t entry) const {
    return execute_disable_ && (entry & paging_entry::execute_disable) != 0;
}

bool PagingFormat::has_reserved_bit(uint64_t entry, unsigned shift) const {
    bool const large = shift > 12 && maps_page(entry, shift);
    if (mode_ == PagingMode::Bits32)
        return large && (entry & bits(21, std::min(physical_bits_, pse_36_bits) - 19)) != 0;
    auto reserved = bits(mode_ == PagingMode::Pae ? 62 : 51, physical_bits_);
    if (!execute_disable_) reserved |= paging_entry::execute_disable;
    if (large) reserved |= bits(shift - 1, 13); // bit 12: PAT
    if (shift > 30) reserved |= paging_entry::maps_page;
    return (entry & reserved) != 0;
}

uint64_t PagingFormat::frame(uint64_t entry, unsigned shift) const {
    if (mode_ == PagingMode::Bits32 && shift == 22) return (entry & bits(31, 22)) | (entry & bits(20, 13)) << 19;
    return entry & bits(51, shift);
}

uint64_t reserved_in_pdpte(unsigned physical_bits) {
    return bits(2, 1) | bits(8, 5) | bits(63, physical_bits);
}

} // namespace redoubt::machine
