// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/ept_walk.hpp"

#include "machine/mmu/structure_entry.hpp"

namespace redoubt::machine {
namespace {

namespace qualification = stm::abi::ept_qualification;

constexpr unsigned guest_physical_bits = 48; // that four levels translate
constexpr unsigned first_shift = 39;
constexpr unsigned last_shift = 12;
constexpr unsigned bits_a_level = 9;

// SDM vol. 3C 28.2.3.2, table 27-7. The rights are those of all entries together.
EptExit violation(EptAccess const& access, uint64_t rights) {
    auto cause = access.needs | rights * qualification::kReadable;
    if (access.linear) cause |= qualification::kLinearAddressValid;
    if (access.linear && access.final) cause |= qualification::kFinalAddress;
    return {false, cause, access.guest_physical, access.linear};
}

bool is_leaf(uint64_t entry, unsigned shift) {
    return shift == last_shift || (shift < first_shift && (entry & ept_entry::maps_page) != 0);
}

bool is_reserved_memory_type(uint64_t type) {
    return type == 2 || type == 3 || type == 7;
}

uint64_t reserved_bits(unsigned shift, bool leaf, unsigned physical_bits) {
    auto const beyond_width = bits(51, physical_bits);
    if (leaf) return beyond_width | bits(shift - 1, 12);
    return beyond_width | bits(shift == first_shift ? 7 : 6, 3);
}

// SDM vol. 3C 28.2.3.1
bool is_misconfigured(uint64_t entry, unsigned shift, Nested const& nested, unsigned physical_bits) {
    auto const rights = entry & ept_entry::protection;
    if ((rights & ept_entry::readable) == 0) {
        if ((rights & ept_entry::writable) != 0) return true;
        if (!nested.execute_only_allowed) return true;
    }
    auto const leaf = is_leaf(entry, shift);
    if ((entry & reserved_bits(shift, leaf, physical_bits)) != 0) return true;
    return leaf && is_reserved_memory_type((entry >> ept_entry::memory_type_shift) & ept_entry::memory_type);
}

} // namespace

uint64_t ept_needs(Access access) {
    switch (access) {
    case Access::Read: return qualification::kRead;
    case Access::Write: return qualification::kWrite;
    case Access::Execute: return qualification::kFetch;
    }
    return 0;
}

TlbEntry walk_ept(PhysicalMemory& memory, Origin origin, Nested const& nested, unsigned physical_bits,
                  EptAccess const& access) {
    if ((access.guest_physical >> guest_physical_bits) != 0) throw violation(access, 0);
    bool const flags_enabled = (nested.eptp & ept_pointer::accessed_and_dirty) != 0;
    auto const set = [&](uint64_t address, uint64_t entry, uint64_t flags) {
        if (flags_enabled && (entry & flags) != flags) memory.write(address, sizeof entry, entry | flags, origin);
    };

    auto rights = ept_entry::protection;
    auto table = nested.eptp & ept_pointer::address;
    for (auto shift = first_shift;; shift -= bits_a_level) {
        auto const address = table + ((access.guest_physical >> shift) % 512) * sizeof(uint64_t);
        auto const entry = memory.read(address, sizeof(uint64_t), origin);
        if ((entry & ept_entry::protection) == 0) throw violation(access, 0);
        if (is_misconfigured(entry, shift, nested, physical_bits))
            throw EptExit{true, 0, access.guest_physical, std::nullopt};
        rights &= entry;
        if (!is_leaf(entry, shift)) {
            set(address, entry, ept_entry::accessed);
            table = entry & ept_entry::address;
            continue;
        }
        if ((rights & access.needs) != access.needs) throw violation(access, rights);
        bool const writes = (access.needs & qualification::kWrite) != 0;
        set(address, entry, ept_entry::accessed | (writes ? ept_entry::dirty : 0));
        auto const frame = entry & bits(51, shift);
        return {.physical = frame | (access.guest_physical & bits(shift - 1, 12)),
                .writable = true,
                .user = true,
                .executable = true,
                .global = false,
                .dirty = !flags_enabled || writes || (entry & ept_entry::dirty) != 0,
                .protection_of_ept = static_cast<uint8_t>(rights)};
    }
}

} // namespace redoubt::machine
