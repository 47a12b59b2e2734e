// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/mtrr_msrs.hpp"

#include "machine/vmcs/register_values.hpp"
#include "spec/abi/msr.h"
#include "spec/abi/msr_bits.h"

#include <algorithm>

namespace redoubt::machine {
namespace {

constexpr std::array<uint32_t, Mtrrs::fixed_registers> fixed_indices{0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
                                                                     0x26b, 0x26c, 0x26d, 0x26e, 0x26f};
constexpr uint32_t first_variable = 0x200;
constexpr uint32_t mtrr_cap = static_cast<uint32_t>(stm::abi::Msr::MtrrCap);
constexpr uint32_t mtrr_def_type = static_cast<uint32_t>(stm::abi::Msr::MtrrDefType);

constexpr uint64_t cap_fixed = 1u << 8;
constexpr uint64_t cap_write_combining = 1u << 10;
constexpr uint64_t cap = Mtrrs::variable_ranges | cap_fixed | cap_write_combining | stm::abi::mtrr_cap::kSmrr;

constexpr uint64_t type = 0xff; // of IA32_MTRR_DEF_TYPE and IA32_MTRR_PHYSBASEn
constexpr uint64_t address = ~uint64_t{0xfff};

bool are_types(uint64_t value) {
    for (unsigned i = 0; i < 8; ++i)
        if (!valid_memory_type(value >> (8 * i) & 0xff)) return false;
    return true;
}

bool permits_def_type(uint64_t value) {
    return (value & ~(type | mtrr::fixed_enable | mtrr::enable)) == 0 && valid_memory_type(value & type);
}

bool permits_variable(Capabilities const& capabilities, bool is_mask, uint64_t value) {
    if (!capabilities.within_physical_bits(value)) return false;
    if (is_mask) return (value & ~(address | mtrr::valid)) == 0;
    return (value & ~(address | type)) == 0 && valid_memory_type(value & type);
}

// Which of them an index means; the registers' number: none.
size_t fixed_number(uint32_t index) {
    return static_cast<size_t>(std::ranges::find(fixed_indices, index) - fixed_indices.begin());
}

bool is_variable(uint32_t index) {
    return index - first_variable < 2 * Mtrrs::variable_ranges;
}

std::optional<bool> written_if(bool permitted, uint64_t& place, uint64_t value) {
    if (permitted) place = value;
    return permitted;
}

} // namespace

std::optional<uint64_t> read_mtrr(Mtrrs const& mtrrs, uint32_t index) {
    if (index == mtrr_cap) return cap;
    if (index == mtrr_def_type) return mtrrs.def_type;
    if (is_variable(index)) return mtrrs.variable.at(index - first_variable);
    if (auto const number = fixed_number(index); number < mtrrs.fixed.size()) return mtrrs.fixed.at(number);
    return std::nullopt;
}

std::optional<bool> write_mtrr(Mtrrs& mtrrs, Capabilities const& capabilities, uint32_t index, uint64_t value) {
    if (index == mtrr_cap) return false;
    if (index == mtrr_def_type) return written_if(permits_def_type(value), mtrrs.def_type, value);
    if (is_variable(index))
        return written_if(permits_variable(capabilities, index % 2 != 0, value),
                          mtrrs.variable.at(index - first_variable), value);
    if (auto const number = fixed_number(index); number < mtrrs.fixed.size())
        return written_if(are_types(value), mtrrs.fixed.at(number), value);
    return std::nullopt;
}

} // namespace redoubt::machine
