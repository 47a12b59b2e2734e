// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/tlb.hpp"

#include <algorithm>
#include <array>

namespace redoubt::machine {
namespace {

constexpr unsigned kSmallPageBits = 12;
constexpr std::array kLargePageBits{21u, 22u, 30u};

constexpr uint64_t page_number(uint64_t address) {
    return address / kPageSize;
}

// A linear page of any size: its first address, and its size in the bits that this leaves free.
constexpr uint64_t page_name(uint64_t linear, unsigned page_bits) {
    return (linear >> page_bits << page_bits) | page_bits;
}

// To set a dirty flag later leaves the translation as it was.
bool same_but_dirty(TlbEntry entry, TlbEntry const& other) {
    entry.dirty = other.dirty;
    return entry == other;
}

} // namespace

std::optional<TlbEntry> Tlb::find(TlbTag const& tag, uint64_t linear) const {
    auto const page = linear_.find(page_number(linear));
    if (page == linear_.end()) return std::nullopt;
    Kept const* global = nullptr;
    for (auto const& kept : page->second) {
        if (kept.tag == tag) return kept.entry;
        if (kept.entry.global && kept.tag.vpid == tag.vpid && kept.tag.eptp == tag.eptp) global = &kept;
    }
    return global == nullptr ? std::nullopt : std::optional{global->entry};
}

void Tlb::keep(TlbTag const& tag, uint64_t linear, TlbEntry const& entry) {
    Kept const kept{tag, page_name(linear, entry.page_bits), entry};
    if (entry.page_bits > kSmallPageBits) large_.insert(kept.page);
    auto& page = linear_[page_number(linear)];
    auto const old = std::ranges::find(page, tag, &Kept::tag);
    if (old == page.end()) return page.push_back(kept);
    if (!same_but_dirty(old->entry, entry)) ++generation_;
    *old = kept;
}

std::optional<TlbEntry> Tlb::find_guest_physical(uint64_t eptp, uint64_t guest_physical) const {
    auto const mappings = guest_physical_.find(eptp_tag(eptp));
    if (mappings == guest_physical_.end()) return std::nullopt;
    auto const found = mappings->second.find(page_number(guest_physical));
    return found == mappings->second.end() ? std::nullopt : std::optional{found->second};
}

void Tlb::keep_guest_physical(uint64_t eptp, uint64_t guest_physical, TlbEntry const& entry) {
    auto const [kept, is_new] = guest_physical_[eptp_tag(eptp)].try_emplace(page_number(guest_physical), entry);
    if (!is_new && !same_but_dirty(kept->second, entry)) ++generation_;
    kept->second = entry;
}

template <typename Condition>
bool Tlb::drop(Condition condition) {
    bool dropped = false;
    for (auto& [number, page] : linear_)
        dropped |= std::erase_if(page, condition) != 0;
    std::erase_if(linear_, [](auto const& page) { return page.second.empty(); });
    if (linear_.empty()) large_.clear();
    return dropped;
}

template <typename Condition>
bool Tlb::drop_page(uint64_t linear, Condition condition) {
    auto const of_page = [&](Kept const& kept) {
        return kept.page == page_name(linear, kept.entry.page_bits) && condition(kept);
    };
    auto const in_large = [&](unsigned page_bits) { return large_.contains(page_name(linear, page_bits)); };
    if (std::ranges::any_of(kLargePageBits, in_large)) return drop(of_page);
    auto const page = linear_.find(page_number(linear));
    return page != linear_.end() && std::erase_if(page->second, of_page) != 0;
}

void Tlb::invalidate_page(uint16_t vpid, uint16_t pcid, uint64_t linear) {
    ++generation_;
    drop_page(linear,
              [&](Kept const& kept) { return kept.tag.vpid == vpid && (kept.tag.pcid == pcid || kept.entry.global); });
}

void Tlb::invalidate_pcid(uint16_t vpid, uint16_t pcid) {
    ++generation_;
    drop([&](Kept const& kept) { return kept.tag.vpid == vpid && kept.tag.pcid == pcid && !kept.entry.global; });
}

void Tlb::invalidate_pcids(uint16_t vpid) {
    ++generation_;
    drop([&](Kept const& kept) { return kept.tag.vpid == vpid; });
}

void Tlb::invalidate_pcids_keep_global(uint16_t vpid) {
    ++generation_;
    drop([&](Kept const& kept) { return kept.tag.vpid == vpid && !kept.entry.global; });
}

void Tlb::page_fault(uint16_t vpid, uint16_t pcid, uint64_t linear) {
    if (drop_page(linear, [&](Kept const& kept) { return kept.tag.vpid == vpid && kept.tag.pcid == pcid; }))
        ++generation_;
}

void Tlb::ept_violation(TlbTag const& tag, std::optional<uint64_t> linear, uint64_t guest_physical) {
    auto const mappings = guest_physical_.find(eptp_tag(tag.eptp));
    bool dropped = mappings != guest_physical_.end() && mappings->second.erase(page_number(guest_physical)) != 0;
    if (linear) dropped |= drop_page(*linear, [&](Kept const& kept) { return kept.tag == tag; });
    if (dropped) ++generation_;
}

void Tlb::invept(uint64_t eptp) {
    ++generation_;
    guest_physical_.erase(eptp_tag(eptp));
    drop([&](Kept const& kept) { return kept.tag.eptp == eptp_tag(eptp); });
}

void Tlb::invept_all() {
    ++generation_;
    guest_physical_.clear();
    drop([](Kept const& kept) { return kept.tag.eptp != 0; });
}

void Tlb::invvpid_address(uint16_t vpid, uint64_t linear) {
    ++generation_;
    drop_page(linear, [&](Kept const& kept) { return kept.tag.vpid == vpid; });
}

void Tlb::invvpid(uint16_t vpid) {
    invalidate_pcids(vpid);
}

void Tlb::invvpid_all() {
    ++generation_;
    drop([](Kept const& kept) { return kept.tag.vpid != 0; });
}

void Tlb::invvpid_keep_global(uint16_t vpid) {
    invalidate_pcids_keep_global(vpid);
}

void Tlb::invalidate_vpids() {
    ++generation_;
    linear_.clear();
    large_.clear();
}

void Tlb::invalidate_all() {
    invalidate_vpids();
    guest_physical_.clear();
}

} // namespace redoubt::machine
