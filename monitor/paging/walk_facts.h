// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_tree.h"

// What the processor's walk finds in a tree, and still finds when the tree has grown.
namespace stm::paging {

/*@
  // References
  lemma Reference_remainder: \forall EptTree* c, integer t; EptTree::Inv(c) && 0 <= t ==>
    EptTree::Reference(c, t) % kPageSize == kReference &&
    EptTree::Referred(c, EptTree::Reference(c, t)) == t;

  lemma Reference_next: \forall EptTree* c, integer t, integer i; EptTree::Inv(c) && 0 <= t ==>
    EptTree::NextOf(c, EptTree::Reference(c, t), i) == EptTree::Entry(c, t, i);

  lemma Reference_small: \forall EptTree* c, integer t; EptTree::Inv(c) && 0 <= t ==>
    !(kLarge < EptTree::Reference(c, t) % (kLevel3Pages * kPageSize) < 2 * kLarge) &&
    !(kLarge < EptTree::Reference(c, t) % (kLevel2Pages * kPageSize) < 2 * kLarge);

  lemma Reference_no_leaf: \forall EptTree* c, integer t, integer level, integer region;
    EptTree::Inv(c) && 0 <= t && 2 <= level <= 4 ==>
    !IsLeaf(EptTree::Reference(c, t), level) && !IsLeafOf(EptTree::Reference(c, t), level, region);

  lemma Good_leaf: \forall EptTree* c, integer e, integer level, integer region; EptTree::Inv(c) && 1 <= level <= 3 &&
    EptTree::GoodEntry(c, e, level, region) && IsLeaf(e, level) ==> IsLeafOf(e, level, region);

  lemma Next_good: \forall EptTree* c, integer e, integer level, integer number, integer i, integer region;
    EptTree::Inv(c) && (e == 0 || EptTree::Refers(c, e, level, number)) && 0 <= i < kEntries &&
    region == kEntries * number + i ==> EptTree::GoodEntry(c, EptTree::NextOf(c, e, i), level, region);

  // The walk, a level at a time
  lemma Met_first: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::Met(c, 4, page) == EptTree::Entry(c, 0, RegionOf(4, page)) &&
    EptTree::GoodEntry(c, EptTree::Met(c, 4, page), 4, RegionOf(4, page));

  lemma Met_walk: \forall EptTree* c, integer page; EptTree::Met(c, 1, page) == EptTree::WalkOf(c, page) &&
    RegionOf(1, page) == page;

  lemma Met_next: \forall EptTree* c, integer level, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    1 <= level <= 3 &&
    EptTree::GoodEntry(c, EptTree::Met(c, level + 1, page), level + 1, RegionOf(level + 1, page)) &&
    !IsLeafOf(EptTree::Met(c, level + 1, page), level + 1, RegionOf(level + 1, page)) ==>
    EptTree::Met(c, level, page) == EptTree::NextOf(c, EptTree::Met(c, level + 1, page), RegionOf(level,
    page) % kEntries);

  lemma Met_part_2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeafOf(EptTree::Met(c, 3, page), 3, RegionOf(3, page)) ==>
    IsLeafOf(EptTree::Met(c, 2, page), 2, RegionOf(2, page)) &&
    EptTree::Met(c, 2, page) % kFlags == EptTree::Met(c, 3, page) % kFlags;

  lemma Met_part_1: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeafOf(EptTree::Met(c, 2, page), 2, RegionOf(2, page)) ==>
    IsLeafOf(EptTree::Met(c, 1, page), 1, RegionOf(1, page)) &&
    EptTree::Met(c, 1, page) % kFlags == EptTree::Met(c, 2, page) % kFlags;

  lemma Met_good_3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::Met(c, 3, page), 3, RegionOf(3, page));

  lemma Met_good_2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::Met(c, 2, page), 2, RegionOf(2, page));

  lemma Met_good_1: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::Met(c, 1, page), 1, RegionOf(1, page));

  lemma Met_good: \forall EptTree* c, integer level, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    1 <= level <= 4 ==> EptTree::GoodEntry(c, EptTree::Met(c, level, page), level, RegionOf(level, page));

  lemma Met_leaf: \forall EptTree* c, integer level, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    1 <= level <= 3 &&
    IsLeaf(EptTree::Met(c, level, page), level) ==>
    IsLeafOf(EptTree::Met(c, level, page), level, RegionOf(level, page));

  lemma Met_flags_2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Met(c, 2, page), 2) ==>
    EptTree::WalkOf(c, page) % kFlags == EptTree::Met(c, 2, page) % kFlags;

  lemma Met_flags_3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Met(c, 3, page), 3) ==>
    EptTree::WalkOf(c, page) % kFlags == EptTree::Met(c, 3, page) % kFlags;

  lemma Met_flags: \forall EptTree* c, integer level, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    1 <= level <= 3 &&
    IsLeaf(EptTree::Met(c, level, page), level) ==>
    EptTree::WalkOf(c, page) % kFlags == EptTree::Met(c, level, page) % kFlags;

  lemma Met_below: \forall EptTree* c, integer level, integer page, integer t; EptTree::Inv(c) &&
    0 <= page < kPages && 1 <= level <= 3 && 0 <= t &&
    EptTree::Met(c, level + 1, page) == EptTree::Reference(c, t) ==>
    EptTree::Met(c, level, page) == EptTree::Entry(c, t, RegionOf(level, page) % kEntries);

  // What is added changes no reference on the way
  lemma Grown_next{L, M}: \forall EptTree* c, integer e, integer level, integer number, integer i;
    EptTree::Inv{L}(c) && EptTree::Inv{M}(c) && EptTree::Grown{L, M}(c) && EptTree::Refers{L}(c, e, level, number) &&
    0 <= i < kEntries && EptTree::NextOf{L}(c, e, i) != 0 ==>
    EptTree::NextOf{M}(c, e, i) == EptTree::NextOf{L}(c, e, i);

  lemma Above_reference: \forall EptTree* c, integer level, integer page, integer t; EptTree::Inv(c) &&
    0 <= page < kPages && 2 <= level <= 3 && 0 <= t &&
    EptTree::Met(c, level, page) == EptTree::Reference(c, t) ==>
    EptTree::Refers(c, EptTree::Met(c, level + 1, page), level, RegionOf(level + 1, page));

  lemma Grown_met{L, M}: \forall EptTree* c, integer level, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 1 <= level <= 3 && EptTree::Met{L}(c, level, page) != 0 &&
    EptTree::Refers{L}(c, EptTree::Met{L}(c, level + 1, page), level, RegionOf(level + 1, page)) &&
    EptTree::Met{M}(c, level + 1, page) == EptTree::Met{L}(c, level + 1, page) ==>
    EptTree::Met{M}(c, level, page) == EptTree::Met{L}(c, level, page);

  lemma Grown_4{L, M}: \forall EptTree* c, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && EptTree::Met{L}(c, 4, page) != 0 ==>
    EptTree::Met{M}(c, 4, page) == EptTree::Met{L}(c, 4, page);

  lemma Grown_3{L, M}: \forall EptTree* c, integer page, integer t; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Met{L}(c, 3, page) == EptTree::Reference{L}(c, t) ==>
    EptTree::Met{M}(c, 3, page) == EptTree::Met{L}(c, 3, page);

  lemma Grown_2{L, M}: \forall EptTree* c, integer page, integer t; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Met{L}(c, 2, page) == EptTree::Reference{L}(c, t) ==>
    EptTree::Met{M}(c, 2, page) == EptTree::Met{L}(c, 2, page);

  lemma Grown_path{L, M}: \forall EptTree* c, integer level, integer page, integer t; EptTree::Inv{L}(c) &&
    EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 2 <= level <= 4 && 0 <= t &&
    EptTree::Met{L}(c, level, page) == EptTree::Reference{L}(c, t) ==>
    EptTree::Met{M}(c, level, page) == EptTree::Reference{M}(c, t);

  lemma Grown_after{L, M, N}: \forall EptTree* c; EptTree::Grown{L, M}(c) && EptTree::Grown{M, N}(c) ==>
    EptTree::Grown{L, N}(c);

  lemma NoNewLeaf_after{L, M, N}: \forall EptTree* c; EptTree::Grown{L, M}(c) && EptTree::Grown{M, N}(c) &&
    EptTree::NoNewLeaf{L, M}(c) &&
    EptTree::NoNewLeaf{M, N}(c) ==> EptTree::NoNewLeaf{L, N}(c);

  lemma NewLeaves_after{L, M, N}: \forall EptTree* c, Leaf leaf, integer page; EptTree::Grown{L, M}(c) &&
    EptTree::Grown{M, N}(c) && EptTree::NoNewLeaf{L, M}(c) && EptTree::NewLeaves{M, N}(c, leaf, page) ==>
    EptTree::NewLeaves{L, N}(c, leaf, page);
*/

} // namespace stm::paging
