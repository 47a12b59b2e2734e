// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_tree.h"
#include "monitor/policy/policy.h"

// What the processor finds in a tree of EPT tables, and that it is no more than the policy grants.
namespace stm::paging {

/*@
  // The policy grants these rights, in bits 0 to 2.
  predicate Allows(Policy* p, integer page, integer rights) =
    (rights % 2 == 1 ==> Policy::Reaches(p, Access::Read, page)) &&
    (rights / 2 % 2 == 1 ==> Policy::Reaches(p, Access::Write, page)) &&
    (rights / 4 % 2 == 1 ==> Policy::Reaches(p, Access::Execute, page));

  // SMRAM is write-back, as SMRR says; what is outside is uncacheable.
  predicate HasType(Policy* p, integer page, integer flags) =
    (Policy::InSmram(p, page) && flags / 8 % 8 == kWriteBack / 8) ||
    (!Policy::InSmram(p, page) && flags / 8 % 8 == 0);

  // A leaf with such flags in bits 5:0 is right for the page.
  predicate Grants(Policy* p, integer page, integer flags) = Allows(p, page, flags) && HasType(p, page, flags);

  // It gives all that it can: there is no page that can be written or executed and not read.
  predicate GrantsAll(Policy* p, integer page, integer flags) = Grants(p, page, flags) &&
    (\forall integer rights; 0 <= rights < 8 && Allows(p, page, rights) && Allows(p, page, kRead) ==>
    RightsWithin(rights, flags));

  // All pages of the region with this page are granted alike.
  predicate IsLeafFor(Policy* p, Leaf leaf, integer page) =
    1 <= leaf.level <= 3 && leaf.flags % 2 == 1 && leaf.flags < kFlags &&
    (\forall integer q; 0 <= q < kPages && RegionOf(leaf.level, q) == RegionOf(leaf.level, page) ==>
      GrantsAll(p, q, leaf.flags));

  // The page is in the table's region, and this is the entry for it.
  predicate Covers(EptTree* c, integer t, integer page) =
    0 <= t < EptTree::Used(c) && 0 <= page < kPages &&
    RegionOf(EptTree::LevelOf(c, t) + 1, page) == EptTree::NumberOf(c, t);

  logic integer EntryFor(EptTree* c, integer t, integer page) =
    EptTree::Entry(c, t, RegionOf(EptTree::LevelOf(c, t), page) % kEntries);

  // No leaf gives more than the policy grants.
  predicate Sound(EptTree* c, Policy* p) = \forall integer t, integer page;
    Covers(c, t, page) && IsLeaf(EntryFor(c, t, page), EptTree::LevelOf(c, t)) ==>
    Grants(p, page, EntryFor(c, t, page) % kFlags);

  // So the processor finds nothing at a page, or the page itself with no more rights than are granted.
  predicate Confines(EptTree* c, Policy* p) = \forall integer page; 0 <= page < kPages ==>
    EptTree::WalkOf(c, page) == 0 || (EptTree::WalkOf(c, page) / kPageSize == page &&
    Grants(p, page, EptTree::WalkOf(c, page) % kFlags));

  lemma Empty_sound: \forall EptTree* c, Policy* p; EptTree::Inv(c) && EptTree::Empty(c) ==> Sound(c, p);

  // The walk, a level at a time
  lemma Regions_below: \forall integer page; 0 <= page ==>
    kEntries * (page / kLevel4Pages) + page / kLevel3Pages % kEntries == page / kLevel3Pages &&
    kEntries * (page / kLevel3Pages) + page / kLevel2Pages % kEntries == page / kLevel2Pages &&
    kEntries * (page / kLevel2Pages) + page % kEntries == page;

  lemma Refers_remainder: \forall EptTree* c, integer t; EptTree::Inv(c) && 0 <= t ==>
    EptTree::Reference(c, t) % kPageSize == kReference && EptTree::Referred(c, EptTree::Reference(c, t)) == t;

  lemma Refers_next: \forall EptTree* c, integer t, integer i; EptTree::Inv(c) && 0 <= t ==>
    EptTree::NextOf(c, EptTree::Reference(c, t), i) == EptTree::Entry(c, t, i);

  lemma Refers_small: \forall EptTree* c, integer t; EptTree::Inv(c) && 0 <= t ==>
    !(kLarge < EptTree::Reference(c, t) % (kLevel3Pages * kPageSize) < 2 * kLarge) &&
    !(kLarge < EptTree::Reference(c, t) % (kLevel2Pages * kPageSize) < 2 * kLarge);

  lemma Next_good: \forall EptTree* c, integer e, integer level, integer number, integer i, integer region;
    EptTree::Inv(c) && (e == 0 || EptTree::Refers(c, e, level, number)) && 0 <= i < kEntries &&
    region == kEntries * number + i ==>
    EptTree::GoodEntry(c, EptTree::NextOf(c, e, i), level, region);

  lemma Covers_3: \forall EptTree* c, integer t, integer page; 0 <= page < kPages &&
    EptTree::IsTable(c, t, 3, page / kLevel4Pages) ==>
    Covers(c, t, page) && EntryFor(c, t, page) == EptTree::Entry(c, t, page / kLevel3Pages % kEntries);

  lemma Covers_2: \forall EptTree* c, integer t, integer page; 0 <= page < kPages &&
    EptTree::IsTable(c, t, 2, page / kLevel3Pages) ==>
    Covers(c, t, page) && EntryFor(c, t, page) == EptTree::Entry(c, t, page / kLevel2Pages % kEntries);

  lemma Covers_1: \forall EptTree* c, integer t, integer page; 0 <= page < kPages &&
    EptTree::IsTable(c, t, 1, page / kLevel2Pages) ==>
    Covers(c, t, page) && EntryFor(c, t, page) == EptTree::Entry(c, t, page % kEntries);

  lemma Sound_in_3: \forall EptTree* c, Policy* p, integer t, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::IsTable(c, t, 3, page / kLevel4Pages) &&
    IsLeaf(EptTree::Entry(c, t, page / kLevel3Pages % kEntries), 3) ==>
    Grants(p, page, EptTree::Entry(c, t, page / kLevel3Pages % kEntries) % kFlags);

  lemma Sound_next_3: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::Refers(c, e, 3, page / kLevel4Pages) &&
    IsLeaf(EptTree::NextOf(c, e, page / kLevel3Pages % kEntries), 3) ==>
    Grants(p, page, EptTree::NextOf(c, e, page / kLevel3Pages % kEntries) % kFlags);

  lemma Sound_in_2: \forall EptTree* c, Policy* p, integer t, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::IsTable(c, t, 2, page / kLevel3Pages) &&
    IsLeaf(EptTree::Entry(c, t, page / kLevel2Pages % kEntries), 2) ==>
    Grants(p, page, EptTree::Entry(c, t, page / kLevel2Pages % kEntries) % kFlags);

  lemma Sound_next_2: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::Refers(c, e, 2, page / kLevel3Pages) &&
    IsLeaf(EptTree::NextOf(c, e, page / kLevel2Pages % kEntries), 2) ==>
    Grants(p, page, EptTree::NextOf(c, e, page / kLevel2Pages % kEntries) % kFlags);

  lemma Sound_in_1: \forall EptTree* c, Policy* p, integer t, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::IsTable(c, t, 1, page / kLevel2Pages) && IsLeaf(EptTree::Entry(c, t, page % kEntries), 1) ==>
    Grants(p, page, EptTree::Entry(c, t, page % kEntries) % kFlags);

  lemma Sound_next_1: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::Refers(c, e, 1, page / kLevel2Pages) && IsLeaf(EptTree::NextOf(c, e, page % kEntries), 1) ==>
    Grants(p, page, EptTree::NextOf(c, e, page % kEntries) % kFlags);

  lemma Inv_level4: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::Level4Of(c, page) == EptTree::Entry(c, 0, page / kLevel4Pages) &&
    EptTree::GoodEntry(c, EptTree::Level4Of(c, page), 4, page / kLevel4Pages);

  lemma Step_4: \forall EptTree* c, integer e, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 4, page / kLevel4Pages) ==>
    EptTree::GoodEntry(c, EptTree::NextOf(c, e, page / kLevel3Pages % kEntries), 3, page / kLevel3Pages);

  lemma Sound_step_4: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 4, page / kLevel4Pages) &&
    IsLeaf(EptTree::NextOf(c, e, page / kLevel3Pages % kEntries), 3) ==>
    Grants(p, page, EptTree::NextOf(c, e, page / kLevel3Pages % kEntries) % kFlags);

  lemma Step_3: \forall EptTree* c, integer e, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 3, page / kLevel3Pages) &&
    !IsLeafOf(e, 3, page / kLevel3Pages) ==>
    EptTree::GoodEntry(c, EptTree::NextOf(c, e, page / kLevel2Pages % kEntries), 2, page / kLevel2Pages);

  lemma Sound_step_3: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 3, page / kLevel3Pages) &&
    !IsLeafOf(e, 3, page / kLevel3Pages) && IsLeaf(EptTree::NextOf(c, e, page / kLevel2Pages % kEntries), 2) ==>
    Grants(p, page, EptTree::NextOf(c, e, page / kLevel2Pages % kEntries) % kFlags);

  lemma Step_2: \forall EptTree* c, integer e, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 2, page / kLevel2Pages) &&
    !IsLeafOf(e, 2, page / kLevel2Pages) ==>
    EptTree::GoodEntry(c, EptTree::NextOf(c, e, page % kEntries), 1, page);

  lemma Sound_step_2: \forall EptTree* c, Policy* p, integer e, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages &&
    EptTree::GoodEntry(c, e, 2, page / kLevel2Pages) &&
    !IsLeafOf(e, 2, page / kLevel2Pages) && IsLeaf(EptTree::NextOf(c, e, page % kEntries), 1) ==>
    Grants(p, page, EptTree::NextOf(c, e, page % kEntries) % kFlags);

  lemma Inv_level3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::Level3Of(c, page), 3, page / kLevel3Pages);

  lemma Sound_level3: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages && IsLeaf(EptTree::Level3Of(c, page), 3) ==>
    Grants(p, page, EptTree::Level3Of(c, page) % kFlags);

  lemma Below_level2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    !IsLeafOf(EptTree::Level3Of(c, page), 3, page / kLevel3Pages) ==>
    EptTree::Level2Of(c, page) == EptTree::NextOf(c, EptTree::Level3Of(c, page), page / kLevel2Pages % kEntries);

  lemma Part_level2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeafOf(EptTree::Level3Of(c, page), 3, page / kLevel3Pages) ==>
    IsLeafOf(EptTree::Level2Of(c, page), 2, page / kLevel2Pages) &&
    EptTree::Level2Of(c, page) % kFlags == EptTree::Level3Of(c, page) % kFlags;

  lemma Inv_level2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::Level2Of(c, page), 2, page / kLevel2Pages);

  lemma Sound_level2: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages && IsLeaf(EptTree::Level2Of(c, page), 2) ==>
    Grants(p, page, EptTree::Level2Of(c, page) % kFlags);

  lemma Below_walk: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    !IsLeafOf(EptTree::Level2Of(c, page), 2, page / kLevel2Pages) ==>
    EptTree::WalkOf(c, page) == EptTree::NextOf(c, EptTree::Level2Of(c, page), page % kEntries);

  lemma Part_walk: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeafOf(EptTree::Level2Of(c, page), 2, page / kLevel2Pages) ==>
    IsLeafOf(EptTree::WalkOf(c, page), 1, page) &&
    EptTree::WalkOf(c, page) % kFlags == EptTree::Level2Of(c, page) % kFlags;

  lemma Inv_walk: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::GoodEntry(c, EptTree::WalkOf(c, page), 1, page);

  lemma Sound_walk: \forall EptTree* c, Policy* p, integer page; EptTree::Inv(c) && Sound(c, p) &&
    0 <= page < kPages && IsLeaf(EptTree::WalkOf(c, page), 1) ==>
    Grants(p, page, EptTree::WalkOf(c, page) % kFlags);

  lemma Walk_leaf: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::WalkOf(c, page) == 0 || IsLeafOf(EptTree::WalkOf(c, page), 1, page);

  lemma Walk_page: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages ==>
    EptTree::WalkOf(c, page) == 0 || (EptTree::WalkOf(c, page) / kPageSize == page &&
    IsLeaf(EptTree::WalkOf(c, page), 1));

  lemma Sound_confines: \forall EptTree* c, Policy* p; EptTree::Inv(c) && Sound(c, p) ==> Confines(c, p);

  lemma Refers_no_leaf: \forall EptTree* c, integer e, integer level, integer number; EptTree::Inv(c) && 1 <= level &&
    EptTree::Refers(c, e, level, number) ==> !IsLeaf(e, level + 1);

  lemma Good_leaf: \forall EptTree* c, integer e, integer level, integer region; EptTree::Inv(c) && 2 <= level <= 3 &&
    EptTree::GoodEntry(c, e, level, region) && IsLeaf(e, level) ==> IsLeafOf(e, level, region);

  lemma Leaf_level2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Level2Of(c, page), 2) ==> IsLeafOf(EptTree::Level2Of(c, page), 2, page / kLevel2Pages);

  lemma Leaf_level3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Level3Of(c, page), 3) ==> IsLeafOf(EptTree::Level3Of(c, page), 3, page / kLevel3Pages);

  lemma Large_level2: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Level2Of(c, page), 2) ==>
    EptTree::WalkOf(c, page) % kFlags == EptTree::Level2Of(c, page) % kFlags;

  lemma Large_level3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    IsLeaf(EptTree::Level3Of(c, page), 3) ==>
    EptTree::WalkOf(c, page) % kFlags == EptTree::Level3Of(c, page) % kFlags;

  // Where the references lead, and where a leaf stands
  lemma Path_level3: \forall EptTree* c, integer t, integer page; EptTree::Inv(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Entry(c, 0, page / kLevel4Pages) == EptTree::Reference(c, t) ==>
    EptTree::Level3Of(c, page) == EptTree::Entry(c, t, page / kLevel3Pages % kEntries);

  lemma Path_level2: \forall EptTree* c, integer t, integer page; EptTree::Inv(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Level3Of(c, page) == EptTree::Reference(c, t) ==>
    EptTree::Level2Of(c, page) == EptTree::Entry(c, t, page / kLevel2Pages % kEntries);

  lemma Path_walk: \forall EptTree* c, integer t, integer page; EptTree::Inv(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Level2Of(c, page) == EptTree::Reference(c, t) ==>
    EptTree::WalkOf(c, page) == EptTree::Entry(c, t, page % kEntries);

  // What is added changes no walk that has found something
  lemma Grown_next{L, M}: \forall EptTree* c, integer e, integer level, integer number, integer i;
    EptTree::Inv{L}(c) && EptTree::Inv{M}(c) && EptTree::Grown{L, M}(c) && EptTree::Refers{L}(c, e, level, number) &&
    0 <= i < kEntries && EptTree::NextOf{L}(c, e, i) != 0 ==>
    EptTree::NextOf{M}(c, e, i) == EptTree::NextOf{L}(c, e, i);

  lemma Grown_level4{L, M}: \forall EptTree* c, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && EptTree::Level4Of{L}(c, page) != 0 ==>
    EptTree::Level4Of{M}(c, page) == EptTree::Level4Of{L}(c, page);

  lemma Below_level3: \forall EptTree* c, integer page;
    EptTree::Level3Of(c, page) == EptTree::NextOf(c, EptTree::Level4Of(c, page), page / kLevel3Pages % kEntries);

  lemma Next_zero: \forall EptTree* c, integer i; EptTree::NextOf(c, 0, i) == 0;

  lemma Refers_level4: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    EptTree::Level3Of(c, page) != 0 ==> EptTree::Refers(c, EptTree::Level4Of(c, page), 3, page / kLevel4Pages);

  lemma Refers_level3: \forall EptTree* c, integer page; EptTree::Inv(c) && 0 <= page < kPages &&
    EptTree::Level2Of(c, page) != 0 && !IsLeaf(EptTree::Level3Of(c, page), 3) ==>
    EptTree::Refers(c, EptTree::Level3Of(c, page), 2, page / kLevel3Pages) &&
    EptTree::Level2Of(c, page) == EptTree::NextOf(c, EptTree::Level3Of(c, page), page / kLevel2Pages % kEntries);

  lemma Grown_level3{L, M}: \forall EptTree* c, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && EptTree::Level3Of{L}(c, page) != 0 ==>
    EptTree::Level3Of{M}(c, page) == EptTree::Level3Of{L}(c, page);

  lemma Grown_level2{L, M}: \forall EptTree* c, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && !IsLeaf(EptTree::Level3Of{L}(c, page), 3) &&
    EptTree::Level2Of{L}(c, page) != 0 ==> EptTree::Level2Of{M}(c, page) == EptTree::Level2Of{L}(c, page);

  lemma Grown_path3{L, M}: \forall EptTree* c, integer t, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Level3Of{L}(c, page) == EptTree::Reference{L}(c, t) ==>
    EptTree::Level3Of{M}(c, page) == EptTree::Reference{M}(c, t);

  lemma Grown_path2{L, M}: \forall EptTree* c, integer t, integer page; EptTree::Inv{L}(c) && EptTree::Inv{M}(c) &&
    EptTree::Grown{L, M}(c) && 0 <= page < kPages && 0 <= t &&
    EptTree::Level2Of{L}(c, page) == EptTree::Reference{L}(c, t) ==>
    EptTree::Level2Of{M}(c, page) == EptTree::Reference{M}(c, t);

  lemma Grown_after{L, M, N}: \forall EptTree* c; EptTree::Grown{L, M}(c) && EptTree::Grown{M, N}(c) ==>
    EptTree::Grown{L, N}(c);

  lemma NoNewLeaf_after{L, M, N}: \forall EptTree* c; EptTree::Grown{L, M}(c) && EptTree::Grown{M, N}(c) &&
    EptTree::NoNewLeaf{L, M}(c) &&
    EptTree::NoNewLeaf{M, N}(c) ==> EptTree::NoNewLeaf{L, N}(c);

  lemma NewLeaves_after{L, M, N}: \forall EptTree* c, Leaf leaf, integer page; EptTree::Grown{L, M}(c) &&
    EptTree::Grown{M, N}(c) && EptTree::NoNewLeaf{L, M}(c) && EptTree::NewLeaves{M, N}(c, leaf, page) ==>
    EptTree::NewLeaves{L, N}(c, leaf, page);

  // The policy as it was
  lemma Same_grants{L, M}: \forall Policy* p, integer page, integer flags; Policy::Inv{L}(p) &&
    Policy::Same{L, M}(p) ==>
    (Grants{L}(p, page, flags) <==> Grants{M}(p, page, flags));

  lemma Same_allows{L, M}: \forall Policy* p, integer page, integer rights; Policy::Inv{L}(p) &&
    Policy::Same{L, M}(p) ==>
    (Allows{L}(p, page, rights) <==> Allows{M}(p, page, rights));

  lemma Same_inv{L, M}: \forall Policy* p; Policy::Inv{L}(p) && Policy::Same{L, M}(p) ==> Policy::Inv{M}(p);

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
