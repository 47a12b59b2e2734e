// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/ept_tree.h"

namespace stm::paging {

void EptTree::clear(uint32_t table) {
    uint64_t const begin = kEntries * table;
    /*@ loop invariant range: 0 <= i <= kEntries;
        loop invariant cleared: \forall integer k; begin <= k < begin + i ==> entry_[k] == 0;
        loop assigns i, entry_[begin .. begin + kEntries - 1];
        loop variant kEntries - i;
    */
    for (uint64_t i = 0; i < kEntries; ++i) {
        entry_[begin + i] = 0;
    }
}

void EptTree::start(uint64_t at) {
    clear(0);
    number_[0] = 0;
    level_[0] = 4;
    used_ = 1;
    address_ = at;
    //@ assert empty: \forall integer i; 0 <= i < kEntries ==> Entry(this, 0, i) == 0;
    //@ assert good: GoodTable(this, 0);
}

uint64_t EptTree::address() const {
    return address_;
}

uint32_t EptTree::add_table(uint32_t level, uint64_t number) {
    uint32_t const added = used_;
    clear(added);
    number_[added] = number;
    level_[added] = level;
    used_ = added + 1;
    //@ assert new_table: GoodTable(this, added);
    /*@ assert known: \forall integer e, integer l, integer n;
          Refers{Pre}(this, e, l, n) ==> Refers(this, e, l, n); */
    /*@ assert before: \forall integer t, integer i; 0 <= t < added && 0 <= i < kEntries ==>
          \at(GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i), Pre); */
    /*@ assert good: \forall integer t, integer i; 0 <= t < added && 0 <= i < kEntries ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    //@ assert tables: \forall integer t; 0 <= t < added ==> GoodTable(this, t);
    return added;
}

void EptTree::set(uint32_t table, [[maybe_unused]] uint32_t level, uint64_t region, uint64_t entry) {
    uint64_t const index = kEntries * table + region % kEntries;
    entry_[index] = entry;
    /*@ assert index: \forall integer t, integer i; 0 <= i < kEntries && kEntries * t + i == index ==>
          t == table && i == region % kEntries; */
    /*@ assert before: \forall integer t, integer i; 0 <= t < used_ && 0 <= i < kEntries ==>
          \at(GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i), Pre); */
    /*@ assert good: \forall integer t, integer i; 0 <= t < used_ && 0 <= i < kEntries ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    //@ assert tables: \forall integer t; 0 <= t < used_ ==> GoodTable(this, t);
}

uint32_t EptTree::child(uint32_t level, uint32_t table, uint64_t page) {
    uint64_t const region = region_of(level, page);
    //@ assert number: number_[table] == region / kEntries;
    uint64_t const entry = entry_[kEntries * table + region % kEntries];
    //@ assert entry: entry == Entry(this, table, region % kEntries);
    //@ assert good: GoodEntry(this, entry, level, region);
    if (entry == 0) {
        if (used_ == kTables) return kNone;
        uint32_t const added = add_table(level - 1, region);
        uint64_t const reference = address_ + added * kPageSize + kReference;
        //@ assert reference: reference == Reference(this, added) && Referred(this, reference) == added;
        //@ assert no_leaf: !IsLeaf(reference, level);
        set(table, level, region, reference);
        return added;
    }
    bool const leaf = is_leaf(entry, level);
    if (leaf) return kNone;
    //@ assert refers: Refers(this, entry, level - 1, region);
    return static_cast<uint32_t>((entry - address_) / kPageSize);
}

bool EptTree::place(uint32_t table, uint64_t page, Leaf leaf, uint64_t rights) {
    uint64_t const region = region_of(leaf.level, page);
    //@ assert number: number_[table] == region / kEntries;
    uint64_t const entry = entry_[kEntries * table + region % kEntries];
    if (entry != 0) {
        bool const stands = is_leaf(entry, leaf.level);
        return stands && rights_within(rights, entry % kFlags);
    }
    uint64_t const wanted = address_of(leaf.level, region) + (leaf.level == 1 ? 0 : kLarge) + leaf.flags;
    //@ assert address: AddressOf(leaf.level, region) % kFlags == 0;
    //@ assert flags: wanted % kFlags == leaf.flags;
    //@ assert leaf: IsLeafOf(wanted, leaf.level, region);
    //@ assert stands: IsLeaf(wanted, leaf.level);
    set(table, leaf.level, region, wanted);
    return true;
}

} // namespace stm::paging
