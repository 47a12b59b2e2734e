// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace redoubt::machine {

// Whose translations they are (SDM vol. 3C 28.3.1): a mapping is used for the tags that it was made under.
struct TlbTag {
    uint64_t eptp = 0; // eptp_tag() of the EPT pointer; 0 without EPT
    uint16_t vpid = 0; // 0 without VPIDs, and outside VMX non-root operation
    uint16_t pcid = 0; // 0 without CR4.PCIDE
    bool operator==(TlbTag const&) const = default;
};

// Bits 51:12 of an EPT pointer, never 0.
[[nodiscard]] constexpr uint64_t eptp_tag(uint64_t eptp) {
    return (eptp & 0x000ffffffffff000) | 1;
}

// A cached translation of 4 KiB, with what it permits.
struct TlbEntry {
    uint64_t physical; // of the page's first byte, host-physical
    bool writable;
    bool user;
    bool executable;
    bool global;
    bool dirty;                // the paging structures say so already: a write need not walk again
    uint8_t protection_of_ept; // its read, write and execute bits; all of them without EPT
    uint8_t page_bits = 12;    // of the linear page that it is a part of: INVLPG drops all parts (SDM vol. 3A 4.10.4.1)
    bool operator==(TlbEntry const&) const = default;
};

// Translations stay, without limit, until an instruction or a transition invalidates them as the SDM demands: software
// that forgets an INVEPT goes on with the old one, as it may on a real processor. So stale ones are seen, always.
// There are no paging-structure caches: a walk reads all entries anew.
class Tlb {
public:
    // One that was made under another PCID will do if it is global (SDM vol. 3A 4.10.2.4).
    [[nodiscard]] std::optional<TlbEntry> find(TlbTag const& tag, uint64_t linear) const;
    void keep(TlbTag const& tag, uint64_t linear, TlbEntry const& entry);

    // Guest-physical mappings have no other tag than the EPT pointer.
    [[nodiscard]] std::optional<TlbEntry> find_guest_physical(uint64_t eptp, uint64_t guest_physical) const;
    void keep_guest_physical(uint64_t eptp, uint64_t guest_physical, TlbEntry const& entry);

    // SDM vol. 3A 4.10.4.1: for the current VPID; with all EPT pointers.
    void invalidate_page(uint16_t vpid, uint16_t pcid, uint64_t linear); // INVLPG: global ones of other PCIDs too
    void invalidate_pcid(uint16_t vpid, uint16_t pcid);                  // MOV to CR3: not the global ones
    void invalidate_pcids(uint16_t vpid);                                // MOV to CR4, INVPCID: all, global ones too
    void invalidate_pcids_keep_global(uint16_t vpid);                    // INVPCID type 3

    // What an access that fails invalidates: by a page fault (SDM vol. 3A 4.10.4.1), by an EPT violation
    // (SDM vol. 3C 28.3.3.1).
    void page_fault(uint16_t vpid, uint16_t pcid, uint64_t linear);
    void ept_violation(TlbTag const& tag, std::optional<uint64_t> linear, uint64_t guest_physical);

    // SDM vol. 3C 28.3.3.1
    void invept(uint64_t eptp); // single context: guest-physical and combined mappings of that EPT pointer
    void invept_all();
    void invvpid_address(uint16_t vpid, uint64_t linear);
    void invvpid(uint16_t vpid);
    void invvpid_all(); // but VPID 0
    void invvpid_keep_global(uint16_t vpid);
    void invalidate_vpids(); // linear and combined mappings of all VPIDs, 0 too; guest-physical ones stay
    void invalidate_all();

    // Counts invalidations, and entries that a walk changed: who keeps a copy of one compares.
    [[nodiscard]] uint64_t generation() const { return generation_; }

private:
    struct Kept {
        TlbTag tag;
        uint64_t page; // that it is a part of, as page_name() has it
        TlbEntry entry;
    };
    using Mappings = std::unordered_map<uint64_t, TlbEntry>; // by guest-physical page number

    // They tell whether there was anything.
    template <typename Condition>
    bool drop(Condition condition);
    template <typename Condition>
    bool drop_page(uint64_t linear, Condition condition);

    std::unordered_map<uint64_t, std::vector<Kept>> linear_; // by linear page number
    std::unordered_set<uint64_t> large_;                     // pages above 4 KiB that parts were kept of
    std::unordered_map<uint64_t, Mappings> guest_physical_;  // by eptp_tag()
    uint64_t generation_ = 0;
};

} // namespace redoubt::machine
