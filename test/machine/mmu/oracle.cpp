// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/oracle.hpp"

#include <cstring>

namespace redoubt::machine::test {
namespace {

uint64_t field(uint64_t value, unsigned high, unsigned low) {
    return (value << (63 - high)) >> (63 - high) >> low;
}

uint64_t ones(unsigned high, unsigned low) {
    return field(~uint64_t{0}, high, low) << low;
}

bool bit(uint64_t value, unsigned number) {
    return field(value, number, number) == 1;
}

} // namespace

uint64_t Oracle::load(uint64_t at, unsigned size) const {
    uint64_t value = size == 4 ? 0xffffffff : ~uint64_t{0};
    if (at + size <= memory_.size()) std::memcpy(&value, memory_.data() + at, size);
    return value;
}

void Oracle::store(uint64_t at, unsigned size, uint64_t value) {
    if (at + size <= memory_.size()) std::memcpy(memory_.data() + at, &value, size);
}

Outcome Oracle::access(Setting const& setting, uint64_t linear, Access kind) {
    setting_ = setting;
    linear_ = setting.paging == Paging::FourLevel ? linear : field(linear, 31, 0);
    kind_ = kind;
    writable_ = true;
    user_ = true;
    no_execute_ = false;
    try {
        uint64_t guest_physical = linear_;
        switch (setting.paging) {
        case Paging::Off: break;
        case Paging::Bits32: guest_physical = bits32(); break;
        case Paging::Pae: guest_physical = pae(); break;
        case Paging::FourLevel: guest_physical = four_level(); break;
        }
        auto const physical = setting.ept ? through_ept(guest_physical, Use::Data) : guest_physical;
        return Outcome::page(physical - physical % 4096);
    } catch (Outcome const& failure) {
        return failure;
    }
}

uint64_t Oracle::four_level() {
    if (field(linear_, 63, 47) != 0 && field(linear_, 63, 47) != 0x1ffff) throw Outcome::general_protection();
    uint64_t high = setting_.nxe ? 0 : ones(63, 63);
    if (setting_.width < 52) high |= ones(51, setting_.width);

    auto const pml4e = guest_entry((setting_.cr3 & ones(51, 12)) | field(linear_, 47, 39) << 3, high | ones(7, 7), 0);
    use_as_link(pml4e);
    auto const pdpte = guest_entry((pml4e.value & ones(51, 12)) | field(linear_, 38, 30) << 3, high, ones(29, 13));
    if (bit(pdpte.value, 7)) return use_as_page(pdpte, pdpte.value & ones(51, 30), 30);
    use_as_link(pdpte);
    auto const pde = guest_entry((pdpte.value & ones(51, 12)) | field(linear_, 29, 21) << 3, high, ones(20, 13));
    if (bit(pde.value, 7)) return use_as_page(pde, pde.value & ones(51, 21), 21);
    use_as_link(pde);
    auto const pte = guest_entry((pde.value & ones(51, 12)) | field(linear_, 20, 12) << 3, high, 0);
    return use_as_page(pte, pte.value & ones(51, 12), 12);
}

uint64_t Oracle::pae() {
    uint64_t const high = ones(62, setting_.width) | (setting_.nxe ? 0 : ones(63, 63));
    auto const pdpte = setting_.pdpte.at(field(linear_, 31, 30));
    if (!bit(pdpte, 0)) fault(0);
    auto const pde = guest_entry((pdpte & ones(51, 12)) | field(linear_, 29, 21) << 3, high, ones(20, 13));
    if (bit(pde.value, 7)) return use_as_page(pde, pde.value & ones(51, 21), 21);
    use_as_link(pde);
    auto const pte = guest_entry((pde.value & ones(51, 12)) | field(linear_, 20, 12) << 3, high, 0);
    return use_as_page(pte, pte.value & ones(51, 12), 12);
}

uint64_t Oracle::bits32() {
    auto const address_bits = setting_.width < 40 ? setting_.width : 40; // M in table 4-4
    auto const zero_in_page = setting_.pse ? ones(21, address_bits - 19) : 0;
    auto const pde = guest_entry((setting_.cr3 & ones(31, 12)) | field(linear_, 31, 22) << 2, 0, zero_in_page);
    if (setting_.pse && bit(pde.value, 7))
        return use_as_page(pde, field(pde.value, 31, 22) << 22 | field(pde.value, 20, 13) << 32, 22);
    use_as_link(pde);
    auto const pte = guest_entry((pde.value & ones(31, 12)) | field(linear_, 21, 12) << 2, 0, 0);
    return use_as_page(pte, pte.value & ones(31, 12), 12);
}

// zero: what must be 0 in each entry there; zero_in_page: in one with bit 7 set, besides.
Oracle::Entry Oracle::guest_entry(uint64_t at, uint64_t zero, uint64_t zero_in_page) {
    auto const host = setting_.ept ? through_ept(at, Use::StructureRead) : at;
    auto const value = load(host, setting_.paging == Paging::Bits32 ? 4 : 8);
    if (!bit(value, 0)) fault(0);
    if ((value & zero) != 0 || (bit(value, 7) && (value & zero_in_page) != 0)) fault(9);
    writable_ = writable_ && bit(value, 1);
    user_ = user_ && bit(value, 2);
    no_execute_ = no_execute_ || bit(value, 63);
    return {at, value};
}

void Oracle::use_as_link(Entry const& entry) {
    if (bit(entry.value, 5)) return;
    auto const host = setting_.ept ? through_ept(entry.at, Use::StructureFlags) : entry.at;
    store(host, setting_.paging == Paging::Bits32 ? 4 : 8, entry.value + 0x20);
}

uint64_t Oracle::use_as_page(Entry const& entry, uint64_t frame, unsigned offset_bits) {
    if (!permitted()) fault(1);
    auto value = entry.value;
    if (!bit(value, 5)) value += 0x20;
    if (!bit(value, 6) && kind_ == Access::Write) value += 0x40;
    if (value != entry.value) {
        auto const host = setting_.ept ? through_ept(entry.at, Use::StructureFlags) : entry.at;
        store(host, setting_.paging == Paging::Bits32 ? 4 : 8, value);
    }
    return frame + field(linear_, offset_bits - 1, 0);
}

bool Oracle::permitted() const {
    bool const fetch = !(no_execute_ && setting_.nxe && setting_.paging != Paging::Bits32);
    if (setting_.user) {
        if (!user_) return false;
        if (kind_ == Access::Execute) return fetch;
        return kind_ == Access::Read || writable_;
    }
    if (kind_ == Access::Execute) return user_ ? !setting_.smep && fetch : fetch;
    if (user_ && setting_.smap && !setting_.alignment_check) return false;
    return kind_ == Access::Read || writable_ || !setting_.write_protect;
}

void Oracle::fault(uint32_t cause) const {
    auto code = cause;
    if (kind_ == Access::Write) code |= 2;
    if (setting_.user) code |= 4;
    bool const nx = setting_.nxe && (setting_.paging == Paging::Pae || setting_.paging == Paging::FourLevel);
    if (kind_ == Access::Execute && (nx || setting_.smep)) code |= 16;
    throw Outcome::page_fault(code, linear_);
}

uint64_t Oracle::through_ept(uint64_t guest_physical, Use use) {
    if (field(guest_physical, 63, 48) != 0) violate(guest_physical, use, 0);
    auto const entry_of = [&](uint64_t table, unsigned high) {
        auto const at = (table & ones(51, 12)) | field(guest_physical, high, high - 8) << 3;
        auto const value = load(at, 8);
        if (field(value, 2, 0) == 0) violate(guest_physical, use, 0);
        return Entry{at, value};
    };

    auto const pml4e = entry_of(setting_.eptp, 47);
    check_ept_entry(pml4e, guest_physical, ones(7, 3), false);
    mark_ept(pml4e, 0x100);
    auto rights = field(pml4e.value, 2, 0);

    auto const pdpte = entry_of(pml4e.value, 38);
    rights &= field(pdpte.value, 2, 0);
    if (bit(pdpte.value, 7)) {
        check_ept_entry(pdpte, guest_physical, ones(29, 12), true);
        return end_of_ept(pdpte, guest_physical, use, rights, 30);
    }
    check_ept_entry(pdpte, guest_physical, ones(6, 3), false);
    mark_ept(pdpte, 0x100);

    auto const pde = entry_of(pdpte.value, 29);
    rights &= field(pde.value, 2, 0);
    if (bit(pde.value, 7)) {
        check_ept_entry(pde, guest_physical, ones(20, 12), true);
        return end_of_ept(pde, guest_physical, use, rights, 21);
    }
    check_ept_entry(pde, guest_physical, ones(6, 3), false);
    mark_ept(pde, 0x100);

    auto const pte = entry_of(pde.value, 20);
    rights &= field(pte.value, 2, 0);
    check_ept_entry(pte, guest_physical, 0, true);
    return end_of_ept(pte, guest_physical, use, rights, 12);
}

void Oracle::check_ept_entry(Entry const& entry, uint64_t guest_physical, uint64_t zero, bool last) const {
    auto const rights = field(entry.value, 2, 0);
    auto const type = field(entry.value, 5, 3);
    bool wrong = rights == 2 || rights == 6 || (rights == 4 && !setting_.execute_only);
    wrong |= (entry.value & zero) != 0;
    wrong |= setting_.width < 52 && field(entry.value, 51, setting_.width) != 0;
    wrong |= last && (type == 2 || type == 3 || type == 7);
    if (wrong) throw Outcome::misconfiguration(guest_physical);
}

void Oracle::mark_ept(Entry const& entry, uint64_t flags) {
    if (bit(setting_.eptp, 6)) store(entry.at, 8, entry.value | flags);
}

uint64_t Oracle::end_of_ept(Entry const& entry, uint64_t guest_physical, Use use, uint64_t rights,
                            unsigned offset_bits) {
    bool const flags = bit(setting_.eptp, 6);
    bool const write = use == Use::Data ? kind_ == Access::Write : use == Use::StructureFlags || flags;
    bool const read = use == Use::Data ? kind_ == Access::Read : use == Use::StructureRead;
    bool const fetch = use == Use::Data && kind_ == Access::Execute;
    if ((read && !bit(rights, 0)) || (write && !bit(rights, 1)) || (fetch && !bit(rights, 2)))
        violate(guest_physical, use, rights);
    mark_ept(entry, write ? 0x300 : 0x100);
    return (entry.value & ones(51, offset_bits)) + field(guest_physical, offset_bits - 1, 0);
}

void Oracle::violate(uint64_t guest_physical, Use use, uint64_t rights) const {
    uint64_t qualification = rights << 3 | 0x80;
    switch (use) {
    case Use::Data:
        qualification |= 0x100;
        qualification |= kind_ == Access::Read ? 1 : kind_ == Access::Write ? 2 : 4;
        break;
    case Use::StructureRead: qualification |= bit(setting_.eptp, 6) ? 3 : 1; break;
    case Use::StructureFlags: qualification |= 2; break;
    }
    throw Outcome::violation(qualification, guest_physical, linear_);
}

} // namespace redoubt::machine::test
