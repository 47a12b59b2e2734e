// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/machine/mmu/bench.hpp"

#include <array>

namespace redoubt::machine::test {

enum class Paging : uint8_t { Off, Bits32, Pae, FourLevel };

// All that a translation depends on, but for memory.
struct Setting {
    Paging paging = Paging::Off;
    uint64_t cr3 = 0;
    std::array<uint64_t, 4> pdpte = {};
    unsigned width = 40; // of physical addresses
    bool pse = false;
    bool nxe = false;
    bool write_protect = false;
    bool smep = false;
    bool smap = false;
    bool alignment_check = false;
    bool user = false;
    bool ept = false;
    uint64_t eptp = 0;
    bool execute_only = false;
};

// Address translation once more, entry by entry as the SDM's figures go (vol. 3A 4.3 to 4.8, vol. 3C 28.2): no TLB, no
// tables of formats, and its own memory.
class Oracle {
public:
    explicit Oracle(std::vector<uint8_t> memory) : memory_(std::move(memory)) {}

    [[nodiscard]] Outcome access(Setting const& setting, uint64_t linear, Access kind);
    [[nodiscard]] std::vector<uint8_t> const& memory() const { return memory_; }

private:
    enum class Use : uint8_t { Data, StructureRead, StructureFlags };
    struct Entry {
        uint64_t at;
        uint64_t value;
    };

    [[nodiscard]] uint64_t load(uint64_t at, unsigned size) const;
    void store(uint64_t at, unsigned size, uint64_t value);

    uint64_t through_ept(uint64_t guest_physical, Use use);
    [[noreturn]] void violate(uint64_t guest_physical, Use use, uint64_t rights) const;
    void check_ept_entry(Entry const& entry, uint64_t guest_physical, uint64_t zero, bool last) const;
    void mark_ept(Entry const& entry, uint64_t flags);
    uint64_t end_of_ept(Entry const& entry, uint64_t guest_physical, Use use, uint64_t rights, unsigned offset_bits);

    uint64_t four_level();
    uint64_t pae();
    uint64_t bits32();
    Entry guest_entry(uint64_t at, uint64_t zero, uint64_t zero_in_page);
    void use_as_link(Entry const& entry);
    uint64_t use_as_page(Entry const& entry, uint64_t frame, unsigned offset_bits);
    [[nodiscard]] bool permitted() const;
    [[noreturn]] void fault(uint32_t cause) const;

    std::vector<uint8_t> memory_;
    Setting setting_ = {};
    uint64_t linear_ = 0;
    Access kind_ = Access::Read;
    bool writable_ = true;
    bool user_ = true;
    bool no_execute_ = false;
};

} // namespace redoubt::machine::test
