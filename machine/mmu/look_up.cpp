// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/look_up.hpp"

#include "machine/mmu/paging_format.hpp"
#include "machine/mmu/structure_entry.hpp"

namespace redoubt::machine {
namespace {

constexpr unsigned guest_physical_bits = 48; // that four levels of EPT translate
constexpr unsigned first_shift = 39;
constexpr unsigned last_shift = 12;
constexpr unsigned bits_a_level = 9;

class LookUp {
public:
    LookUp(State const& state, PhysicalMemory& memory, Nested const& nested, unsigned physical_bits)
        : state_(state), memory_(memory), nested_(nested), format_(state, physical_bits) {}

    [[nodiscard]] std::optional<uint64_t> host_of(uint64_t guest_physical) {
        if (!nested_.ept) return guest_physical;
        if (guest_physical >> guest_physical_bits != 0) return std::nullopt;
        auto table = nested_.eptp & ept_pointer::address;
        for (auto shift = first_shift;; shift -= bits_a_level) {
            auto const entry = memory_.word(table + (guest_physical >> shift) % 512 * sizeof(uint64_t), 8);
            if ((entry & ept_entry::protection) == 0) return std::nullopt;
            bool const maps_page = shift < first_shift && (entry & ept_entry::maps_page) != 0;
            if (shift == last_shift || maps_page)
                return (entry & bits(51, shift)) | (guest_physical & bits(shift - 1, 0));
            table = entry & ept_entry::address;
        }
    }

    [[nodiscard]] std::optional<uint64_t> guest_physical_of(uint64_t linear) {
        auto table = first_table(linear);
        for (auto const shift : format_.shifts()) {
            if (!table) return std::nullopt;
            auto const at = host_of(format_.entry_address(*table, linear, shift));
            if (!at) return std::nullopt;
            auto const entry = memory_.word(*at, format_.entry_size());
            if ((entry & paging_entry::present) == 0) return std::nullopt;
            if (format_.maps_page(entry, shift)) return format_.frame(entry, shift) | (linear & bits(shift - 1, 0));
            table = entry & paging_entry::address;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] std::optional<uint64_t> first_table(uint64_t linear) const {
        switch (format_.mode()) {
        case PagingMode::Bits32: return state_.cr3 & bits(31, 12);
        case PagingMode::Pae: {
            auto const pdpte = state_.pdpte.at(linear >> 30);
            if ((pdpte & paging_entry::present) == 0) return std::nullopt;
            return pdpte & paging_entry::address;
        }
        default: return state_.cr3 & paging_entry::address;
        }
    }

    State const& state_;
    PhysicalMemory& memory_;
    Nested const& nested_;
    PagingFormat format_;
};

} // namespace

std::optional<uint64_t> look_up(State const& state, PhysicalMemory& memory, Nested const& nested,
                                unsigned physical_bits, uint64_t linear) {
    if (!state.long_mode())
        linear = static_cast<uint32_t>(linear);
    else if (!canonical(linear))
        return std::nullopt;
    LookUp walk(state, memory, nested, physical_bits);
    if (state.paging_mode() == PagingMode::None) return walk.host_of(linear);
    auto const guest_physical = walk.guest_physical_of(linear);
    return guest_physical ? walk.host_of(*guest_physical) : std::nullopt;
}

} // namespace redoubt::machine
