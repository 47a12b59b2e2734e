// SPDX-License-Identifier: Apache-2.0
#include "test/machine/mmu/bench.hpp"

namespace redoubt::machine::test {

std::ostream& operator<<(std::ostream& out, Outcome const& outcome) {
    static constexpr char const* kinds[] = {"page", "#PF", "fault", "EPT violation", "EPT misconfiguration"};
    out << kinds[static_cast<unsigned>(outcome.kind)] << std::hex << " " << outcome.value << " at " << outcome.address;
    if (outcome.linear) out << " of linear " << *outcome.linear;
    return out << std::dec;
}

Tables::Tables(PhysicalMemory& memory, uint64_t& free_page, std::vector<unsigned> shifts, unsigned entry_size,
               uint64_t link)
    : memory_(memory), free_page_(free_page), shifts_(std::move(shifts)), entry_size_(entry_size), link_(link),
      root_(take_page()) {}

uint64_t Tables::take_page() {
    return std::exchange(free_page_, free_page_ + kPageSize);
}

uint64_t Tables::slot(uint64_t address, unsigned shift) {
    auto table = root_;
    for (auto const level : shifts_) {
        auto const at = table + (address >> level) % (kPageSize / entry_size_) * entry_size_;
        if (level == shift) return at;
        auto entry = memory_.word(at, entry_size_);
        if (entry == 0) {
            entry = take_page() | link_;
            memory_.set_word(at, entry_size_, entry);
        }
        table = entry & 0x000ffffffffff000;
    }
    return 0;
}

uint64_t Tables::entry(uint64_t address, unsigned shift) {
    return memory_.word(slot(address, shift), entry_size_);
}

void Tables::set(uint64_t address, unsigned shift, uint64_t entry) {
    memory_.set_word(slot(address, shift), entry_size_, entry);
}

void Tables::map(uint64_t address, uint64_t frame, unsigned shift, uint64_t flags) {
    set(address, shift, frame | flags | (shift > 12 ? 0x80 : 0));
}

Bench::Bench(unsigned physical_bits, uint64_t ram) : mmu(state, memory, physical_bits) {
    memory.add_ram({0, ram});
    set_cpl(0);
}

Tables Bench::four_level() {
    Tables tables{memory, free_page, {39, 30, 21, 12}, 8, 7};
    state.cr3 = tables.root();
    state.cr4 |= cr4::pae;
    state.msrs.efer |= stm::abi::efer::kLme | stm::abi::efer::kLma;
    state.cr0 |= cr0::pe | cr0::pg;
    return tables;
}

Tables Bench::pae() {
    Tables tables{memory, free_page, {21, 12}, 8, 7};
    state.pdpte = {tables.root() | 1, 0, 0, 0};
    state.cr4 |= cr4::pae;
    state.cr0 |= cr0::pe | cr0::pg;
    return tables;
}

Tables Bench::bits32() {
    Tables tables{memory, free_page, {22, 12}, 4, 7};
    state.cr3 = tables.root();
    state.cr0 |= cr0::pe | cr0::pg;
    return tables;
}

Tables Bench::ept(uint64_t pointer_flags) {
    Tables tables{memory, free_page, {39, 30, 21, 12}, 8, 7};
    mmu.set_nested({.ept = true, .eptp = tables.root() | pointer_flags, .vpid = 1, .execute_only_allowed = true});
    return tables;
}

void Bench::identity(Tables& ept, uint64_t size, uint64_t flags) {
    for (uint64_t page = 0; page < size; page += kPageSize)
        ept.map(page, page, 12, flags);
}

void Bench::set_cpl(unsigned cpl) {
    namespace rights = stm::abi::access_rights;
    state.set_segment(SegmentIndex::Ss, {.rights = rights::kPresent | rights::kCodeOrData | cpl << rights::kDplShift});
}

void Bench::set_alignment_check(bool on) {
    auto const others = state.flags.system() & ~rflags::alignment_check;
    state.flags.set_system(others | (on ? rflags::alignment_check : 0));
}

Outcome Bench::access(uint64_t linear, Access kind) {
    return outcome_of([&] { return mmu.page(linear, kind).physical; });
}

Outcome Bench::system_access(uint64_t linear, Access kind) {
    return outcome_of([&] { return mmu.system_page(linear, kind).physical; });
}

} // namespace redoubt::machine::test
