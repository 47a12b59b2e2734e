// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/ept_tree.h"

namespace stm::paging {

void EptTree::clear(uint32_t table) {
    uint64_t const begin = kEntries * table;
    /*@ loop invariant range: 0 <= i <= kEntries;
        loop invariant cleared: \forall integer k; begin <= k < begin + i ==> tables_.entry[k] == 0;
        loop assigns i, tables_.entry[begin .. begin + kEntries - 1];
        loop variant kEntries - i;
    */
    for (uint64_t i = 0; i < kEntries; ++i) {
        tables_.entry[begin + i] = 0;
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

uint32_t EptTree::add_table(uint32_t level, uint32_t table, uint64_t region) {
    uint32_t const added = used_;
    uint64_t const index = kEntries * table + region % kEntries;
    clear(added);
    //@ assert before: \forall integer k; 0 <= k < kEntries * added ==> tables_.entry[k] == \at(tables_.entry[k], Pre);
    number_[added] = region;
    level_[added] = level - 1;
    used_ = added + 1;
    tables_.entry[index] = address_ + added * kPageSize + kReference;
    //@ assert remainder: tables_.entry[index] % kPageSize == kReference;
    //@ assert no_leaf: !IsLeaf(tables_.entry[index], level);
    //@ assert fresh: \forall integer i; 0 <= i < kEntries ==> Entry(this, added, i) == 0;
    //@ assert new_table: GoodTable(this, added);
    /*@ assert others: \forall integer k; 0 <= k < kEntries * added && k != index ==>
          tables_.entry[k] == \at(tables_.entry[k], Pre); */
    //@ assert this_one: tables_.entry[index] == Reference(this, added);
    //@ assert referred: Referred(this, tables_.entry[index]) == added;
    /*@ assert levels: \forall integer t; 0 <= t < added ==> level_[t] == \at(level_[t], Pre) &&
          number_[t] == \at(number_[t], Pre); */
    //@ assert refers: Refers(this, tables_.entry[index], level - 1, region);
    /*@ assert known: \forall integer e, integer l, integer n;
          Refers{Pre}(this, e, l, n) ==> Refers(this, e, l, n); */
    /*@ assert before: \forall integer t, integer i; 0 <= t < added && 0 <= i < kEntries ==>
          \at(GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i), Pre); */
    /*@ assert good: \forall integer t, integer i; 0 <= t < added && 0 <= i < kEntries && kEntries * t + i != index ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    /*@ assert linked: GoodEntry(this, tables_.entry[index], level_[table],
          kEntries * number_[table] + region % kEntries); */
    /*@ assert index: \forall integer t, integer i; 0 <= i < kEntries && kEntries * t + i == index ==> t == table &&
          i == region % kEntries; */
    /*@ assert all: \forall integer t, integer i; 0 <= t < added && 0 <= i < kEntries ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    //@ assert ranges: \forall integer t; 0 <= t < added ==> 1 <= level_[t] <= 4 && number_[t] < Regions(level_[t] + 1);
    //@ assert tables: \forall integer t; 0 <= t < added ==> GoodTable(this, t);
    return added;
}

uint32_t EptTree::child(uint32_t level, uint32_t table, uint64_t page) {
    uint64_t const region = region_of(level, page);
    //@ assert number: number_[table] == region / kEntries;
    uint64_t const entry = tables_.entry[kEntries * table + region % kEntries];
    //@ assert entry: entry == Entry(this, table, region % kEntries);
    //@ assert good: GoodEntry(this, entry, level, region);
    if (entry == 0) return used_ == kTables ? kNone : add_table(level, table, region);
    bool const leaf = is_leaf(entry, level);
    if (leaf) return kNone;
    return static_cast<uint32_t>((entry - address_) / kPageSize);
}

bool EptTree::place(uint32_t table, uint64_t page, Leaf leaf, uint64_t rights) {
    uint64_t const region = region_of(leaf.level, page);
    uint64_t const index = kEntries * table + region % kEntries;
    //@ assert number: number_[table] == region / kEntries;
    uint64_t const entry = tables_.entry[index];
    if (entry != 0) {
        bool const stands = is_leaf(entry, leaf.level);
        return stands && rights_within(rights, entry % kFlags);
    }
    tables_.entry[index] = address_of(leaf.level, region) + (leaf.level == 1 ? 0 : kLarge) + leaf.flags;
    //@ assert address: AddressOf(leaf.level, region) % kFlags == 0;
    //@ assert flags: tables_.entry[index] % kFlags == leaf.flags;
    //@ assert leaf: IsLeafOf(tables_.entry[index], leaf.level, region);
    //@ assert stands: IsLeaf(tables_.entry[index], leaf.level);
    /*@ assert others: \forall integer k; 0 <= k < kTables * kEntries && k != index ==>
          tables_.entry[k] == \at(tables_.entry[k], Pre); */
    /*@ assert known: \forall integer e, integer l, integer n;
          Refers{Pre}(this, e, l, n) ==> Refers(this, e, l, n); */
    /*@ assert before: \forall integer t, integer i; 0 <= t < used_ && 0 <= i < kEntries ==>
          \at(GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i), Pre); */
    /*@ assert good: \forall integer t, integer i; 0 <= t < used_ && 0 <= i < kEntries && kEntries * t + i != index ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    /*@ assert linked: GoodEntry(this, tables_.entry[index], level_[table],
          kEntries * number_[table] + region % kEntries); */
    /*@ assert index: \forall integer t, integer i; 0 <= i < kEntries && kEntries * t + i == index ==> t == table &&
          i == region % kEntries; */
    /*@ assert all: \forall integer t, integer i; 0 <= t < used_ && 0 <= i < kEntries ==>
          GoodEntry(this, Entry(this, t, i), level_[t], kEntries * number_[t] + i); */
    //@ assert ranges: \forall integer t; 0 <= t < used_ ==> 1 <= level_[t] <= 4 && number_[t] < Regions(level_[t] + 1);
    //@ assert tables: \forall integer t; 0 <= t < used_ ==> GoodTable(this, t);
    return true;
}

} // namespace stm::paging
