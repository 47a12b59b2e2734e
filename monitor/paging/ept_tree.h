// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_entry.h"

#include <stdint.h>

namespace stm::paging {

inline constexpr uint32_t kTables = 15;
inline constexpr uint32_t kNone = kTables; // no table

// A leaf of this level, 1 to 3, with bits 5:0 as `flags` says.
struct Leaf {
    uint32_t level;
    uint64_t flags;
};

// EPT tables that refer to each other as a tree: each knows its level and which region of
// guest-physical memory it stands for. Nothing is ever changed in them but by adding.
class EptTree {
public:
    /*@
      logic integer Entry(EptTree* c, integer t, integer i) = c->entry_[kEntries * t + i];

      // Table t stands for the region of this number among those that a table of its level stands for.
      predicate IsTable(EptTree* c, integer t, integer level, integer number) =
        0 <= t < c->used_ && c->level_[t] == level && c->number_[t] == number;

      logic integer Reference(EptTree* c, integer t) = c->address_ + t * kPageSize + kReference;

      logic integer Referred(EptTree* c, integer e) = (e - c->address_) / kPageSize;

      // The entry refers to such a table.
      predicate Refers(EptTree* c, integer e, integer level, integer number) =
        e == Reference(c, Referred(c, e)) && 1 <= Referred(c, e) && IsTable(c, Referred(c, e), level, number);

      // An entry of a table of this level stands for a region of its own.
      predicate GoodEntry(EptTree* c, integer e, integer level, integer region) =
        e == 0 || (1 < level && Refers(c, e, level - 1, region)) || (level < 4 && IsLeafOf(e, level, region));

      predicate GoodTable(EptTree* c, integer t) =
        1 <= c->level_[t] <= 4 && c->number_[t] < Regions(c->level_[t] + 1) &&
        (\forall integer i; 0 <= i < kEntries ==>
          GoodEntry(c, Entry(c, t, i), c->level_[t], kEntries * c->number_[t] + i));

      predicate Inv(EptTree* c) =
        1 <= c->used_ <= kTables && c->level_[0] == 4 && c->number_[0] == 0 &&
        c->address_ % kPageSize == 0 && c->address_ + kTables * kPageSize <= kMostAddress &&
        (\forall integer t; 0 <= t < c->used_ ==> GoodTable(c, t));

      predicate Same{L, M}(EptTree* c) = \at(c->used_, L) == \at(c->used_, M) &&
        \at(c->address_, L) == \at(c->address_, M) &&
        (\forall integer t; 0 <= t < kTables ==> \at(c->level_[t], L) == \at(c->level_[t], M) &&
          \at(c->number_[t], L) == \at(c->number_[t], M)) &&
        (\forall integer k; 0 <= k < kEntries * kTables ==> \at(c->entry_[k], L) == \at(c->entry_[k], M));

      predicate Empty(EptTree* c) = c->used_ == 1 && (\forall integer i; 0 <= i < kEntries ==> Entry(c, 0, i) == 0);

      // What was mapped still is.
      predicate Grown{L, M}(EptTree* c) = \at(c->used_, L) <= \at(c->used_, M) &&
        \at(c->address_, L) == \at(c->address_, M) &&
        (\forall integer t; 0 <= t < \at(c->used_, L) ==> \at(c->level_[t], M) == \at(c->level_[t], L) &&
          \at(c->number_[t], M) == \at(c->number_[t], L)) &&
        (\forall integer k; 0 <= k < kEntries * \at(c->used_, L) && \at(c->entry_[k], L) != 0 ==>
          \at(c->entry_[k], M) == \at(c->entry_[k], L));

      predicate NoNewLeaf{L, M}(EptTree* c) = \forall integer t, integer i;
        0 <= t < \at(c->used_, M) && 0 <= i < kEntries && IsLeaf(\at(Entry(c, t, i), M), \at(c->level_[t], M)) ==>
        t < \at(c->used_, L) && \at(Entry(c, t, i), M) == \at(Entry(c, t, i), L);

      // All leaves are old, or this one.
      predicate NewLeaves{L, M}(EptTree* c, Leaf leaf, integer page) = \forall integer t, integer i;
        0 <= t < \at(c->used_, M) && 0 <= i < kEntries && IsLeaf(\at(Entry(c, t, i), M), \at(c->level_[t], M)) ==>
        (t < \at(c->used_, L) && \at(Entry(c, t, i), M) == \at(Entry(c, t, i), L)) ||
        (\at(c->level_[t], M) == leaf.level && kEntries * \at(c->number_[t], M) + i == RegionOf(leaf.level, page) &&
          \at(Entry(c, t, i), M) % kFlags == leaf.flags);

      lemma Regions_above: \forall integer level, integer page; 1 <= level <= 4 && 0 <= page < kPages ==>
        RegionOf(level + 1, page) == RegionOf(level, page) / kEntries && RegionOf(level, page) < Regions(level);

      lemma Entry_good: \forall EptTree* c, integer t, integer level, integer number, integer i;
        Inv(c) && IsTable(c, t, level, number) && 0 <= i < kEntries ==>
        GoodEntry(c, Entry(c, t, i), level, kEntries * number + i);

      logic integer Used(EptTree* c) = c->used_;
      logic integer LevelOf(EptTree* c, integer t) = c->level_[t];
      logic integer NumberOf(EptTree* c, integer t) = c->number_[t];

      logic integer NextOf(EptTree* c, integer e, integer i) = Next(&c->entry_[0], c->address_, e, i);

      logic integer WalkOf(EptTree* c, integer page) = Walk(&c->entry_[0], c->address_, page);

      // What the processor's walk has met when it comes to this level.
      logic integer Met(EptTree* c, integer level, integer page) =
        level == 4 ? c->entry_[page / kLevel4Pages] :
        level == 3 ? Level3(&c->entry_[0], c->address_, page) :
        level == 2 ? Level2(&c->entry_[0], c->address_, page) : WalkOf(c, page);
    */

    // Nothing is mapped. `at` is that of this object, which begins with the tables.
    /*@ requires \valid(this) && at % kPageSize == 0 && at + kTables * kPageSize <= kMostAddress;
        assigns *this;
        ensures REQ_MAP_06_empty: Inv(this) && Empty(this) && address_ == at;
    */
    void start(uint64_t at);

    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures \result == address_;
    */
    [[nodiscard]] uint64_t address() const;

    // The leaf for the region with the page, and the tables that lead to it. False: there is no room, or something else
    // stands there, which does not give these rights.
    /*@ requires \valid(this) && Inv(this) && page < kPages;
        requires 1 <= leaf.level <= 3 && leaf.flags % 2 == 1 && leaf.flags < kFlags && RightsWithin(rights, leaf.flags);
        assigns *this;
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures leaves: NewLeaves{Pre, Post}(this, leaf, page);
        ensures reached: \result ==> RightsWithin(rights, WalkOf(this, page) % kFlags);
        ensures empty: \old(Empty(this)) ==> \result;
    */
    [[nodiscard]] bool put(uint64_t page, Leaf leaf, uint64_t rights);

private:
    // The table for leaves of this level, with what leads to it; kNone: there is a leaf above it, or no room.
    /*@ requires \valid(this) && Inv(this) && page < kPages && 1 <= level <= 3;
        assigns *this;
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures no_leaf: NoNewLeaf{Pre, Post}(this);
        ensures table: \result != kNone ==> IsTable(this, \result, level, RegionOf(level + 1, page));
        ensures path: \result != kNone ==> Met(this, level + 1, page) == Reference(this, \result);
        ensures empty: \old(Empty(this)) ==> \result != kNone &&
          (\forall integer i; 0 <= i < kEntries ==> Entry(this, \result, i) == 0);
    */
    [[nodiscard]] uint32_t table_at(uint32_t level, uint64_t page);

    // The table below, for the region of this level with the page; a new one, if there is none yet. kNone: a leaf
    // stands there, or there is no room.
    /*@ requires \valid(this) && Inv(this) && 2 <= level <= 4 && page < kPages;
        requires IsTable(this, table, level, RegionOf(level + 1, page));
        assigns *this;
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures no_leaf: NoNewLeaf{Pre, Post}(this);
        ensures below: \result != kNone ==> IsTable(this, \result, level - 1, RegionOf(level, page)) &&
          Entry(this, table, RegionOf(level, page) % kEntries) == Reference(this, \result);
        ensures fresh: \old(Entry(this, table, RegionOf(level, page) % kEntries)) == 0 && \old(used_) < kTables ==>
          \result != kNone && used_ == \old(used_) + 1 &&
          (\forall integer i; 0 <= i < kEntries ==> Entry(this, \result, i) == 0);
    */
    [[nodiscard]] uint32_t child(uint32_t level, uint32_t table, uint64_t page);

    // The leaf for the region with the page. False: something else stands there, which does not give these rights.
    /*@ requires \valid(this) && Inv(this) && 1 <= leaf.level <= 3 && page < kPages;
        requires leaf.flags < kFlags && leaf.flags % 2 == 1;
        requires IsTable(this, table, leaf.level, RegionOf(leaf.level + 1, page)) && RightsWithin(rights, leaf.flags);
        assigns entry_[0 .. kTables * kEntries - 1];
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures leaf: \result ==> IsLeaf(Entry(this, table, RegionOf(leaf.level, page) % kEntries), leaf.level) &&
          RightsWithin(rights, Entry(this, table, RegionOf(leaf.level, page) % kEntries) % kFlags);
        ensures leaves: NewLeaves{Pre, Post}(this, leaf, page);
        ensures fresh: \old(Entry(this, table, RegionOf(leaf.level, page) % kEntries)) == 0 ==> \result;
    */
    [[nodiscard]] bool place(uint32_t table, uint64_t page, Leaf leaf, uint64_t rights);

    /*@ requires \valid(this) && table < kTables;
        assigns entry_[kEntries * table .. kEntries * table + kEntries - 1];
        ensures cleared: \forall integer i; 0 <= i < kEntries ==> Entry(this, table, i) == 0;
    */
    void clear(uint32_t table);

    // A table more, that nothing refers to yet.
    /*@ requires \valid(this) && Inv(this) && used_ < kTables && 1 <= level <= 3 && number < Regions(level + 1);
        assigns *this;
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures no_leaf: NoNewLeaf{Pre, Post}(this);
        ensures others: \forall integer k; 0 <= k < kEntries * \old(used_) ==> entry_[k] == \old(entry_[k]);
        ensures table: \result == \old(used_) && used_ == \old(used_) + 1 && IsTable(this, \result, level, number);
        ensures empty: \forall integer i; 0 <= i < kEntries ==> Entry(this, \result, i) == 0;
    */
    [[nodiscard]] uint32_t add_table(uint32_t level, uint64_t number);

    // An entry that was 0.
    /*@ requires \valid(this) && Inv(this) && 1 <= level <= 4 && IsTable(this, table, level, region / kEntries);
        requires Entry(this, table, region % kEntries) == 0 && GoodEntry(this, entry, level, region);
        assigns entry_[kEntries * table + region % kEntries];
        ensures invariant: Inv(this);
        ensures grown: Grown{Pre, Post}(this);
        ensures entry: Entry(this, table, region % kEntries) == entry;
    */
    void set(uint32_t table, [[maybe_unused]] uint32_t level, uint64_t region, uint64_t entry);

    uint64_t entry_[kTables * kEntries]; // first
    uint64_t number_[kTables];
    uint32_t level_[kTables];
    uint32_t used_;
    uint64_t address_;
};

} // namespace stm::paging
