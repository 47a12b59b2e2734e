// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/policy_same.h"
#include "monitor/paging/walk_facts.h"

// What follows for the processor's walk from a tree that is sound.
namespace stm::paging {

/*@
  // What is found is granted
  lemma Covers_table: \forall EptTree* c, integer t, integer level, integer page; 0 <= page < kPages &&
    1 <= level <= 3 &&
    EptTree::IsTable(c, t, level, RegionOf(level + 1, page)) ==>
    Covers(c, t, page) && EntryFor(c, t, page) == EptTree::Entry(c, t, RegionOf(level, page) % kEntries);

  lemma Sound_next: \forall EptTree* c, Policy* p, integer e, integer level, integer page; EptTree::Inv(c) &&
    0 <= page < kPages && Sound(c, p) &&
    1 <= level <= 3 && EptTree::Refers(c, e, level, RegionOf(level + 1, page)) &&
    IsLeaf(EptTree::NextOf(c, e, RegionOf(level, page) % kEntries), level) ==>
    Grants(p, page, EptTree::NextOf(c, e, RegionOf(level, page) % kEntries) % kFlags);

  lemma Sound_met_next: \forall EptTree* c, Policy* p, integer level, integer page; EptTree::Inv(c) &&
    0 <= page < kPages && Sound(c, p) &&
    1 <= level <= 3 && (IsLeaf(EptTree::Met(c, level + 1, page), level + 1) ==>
    Grants(p, page, EptTree::Met(c, level + 1, page) % kFlags)) &&
    IsLeaf(EptTree::Met(c, level, page), level) ==> Grants(p, page, EptTree::Met(c, level, page) % kFlags);

  lemma Sound_3: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && 0 <= page < kPages && Sound(c, p) &&
    IsLeaf(EptTree::Met(c, 3, page), 3) ==> Grants(p, page, EptTree::Met(c, 3, page) % kFlags);

  lemma Sound_2: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && 0 <= page < kPages && Sound(c, p) &&
    IsLeaf(EptTree::Met(c, 2, page), 2) ==> Grants(p, page, EptTree::Met(c, 2, page) % kFlags);

  lemma Sound_1: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && 0 <= page < kPages && Sound(c, p) &&
    IsLeaf(EptTree::Met(c, 1, page), 1) ==> Grants(p, page, EptTree::Met(c, 1, page) % kFlags);

  lemma Walk_leaf: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::WalkOf(c, page) == 0 || IsLeafOf(EptTree::WalkOf(c, page), 1, page);

  lemma Sound_confines: \forall EptTree* c, Policy* p; EptTree::Inv(c) && Sound(c, p) ==> Confines(c, p);

  // The policy as it was
  lemma Same_leaf{L, M}: \forall Policy* p, Leaf leaf, integer page;
    Policy::Inv{L}(p) && Policy::Same{L, M}(p) && IsLeafFor{L}(p, leaf, page) ==> IsLeafFor{M}(p, leaf, page);

  lemma Covers_region: \forall EptTree* c, integer t, integer page; EptTree::Inv(c) && Covers(c, t, page) ==>
    kEntries * EptTree::NumberOf(c, t) + RegionOf(EptTree::LevelOf(c, t), page) % kEntries ==
      RegionOf(EptTree::LevelOf(c, t), page);

  lemma Covers_before{L, M}: \forall EptTree* c, integer t, integer page; EptTree::Grown{L, M}(c) &&
    Covers{M}(c, t, page) &&
    t < EptTree::Used{L}(c) ==> Covers{L}(c, t, page) && EptTree::LevelOf{L}(c, t) == EptTree::LevelOf{M}(c, t);

  lemma Leaf_after{L, M}: \forall EptTree* c, Leaf leaf, integer page, integer t, integer q; EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && EptTree::NewLeaves{L, M}(c, leaf, page) && Covers{M}(c, t, q) &&
    IsLeaf(EntryFor{M}(c, t, q), EptTree::LevelOf{M}(c, t)) ==>
    (Covers{L}(c, t, q) && EptTree::LevelOf{L}(c, t) == EptTree::LevelOf{M}(c, t) &&
    EntryFor{M}(c, t, q) == EntryFor{L}(c, t, q)) ||
    (RegionOf(leaf.level, q) == RegionOf(leaf.level, page) && EntryFor{M}(c, t, q) % kFlags == leaf.flags);

  lemma Sound_after{L, M}: \forall EptTree* c, Policy* p, Leaf leaf, integer page; EptTree::Inv{L}(c) &&
    EptTree::Inv{M}(c) &&
    Sound{L}(c, p) && EptTree::Grown{L, M}(c) && EptTree::NewLeaves{L, M}(c, leaf, page) &&
    IsLeafFor{L}(p, leaf, page) &&
    Policy::Inv{L}(p) && Policy::Same{L, M}(p) ==> Sound{M}(c, p);
*/

} // namespace stm::paging
