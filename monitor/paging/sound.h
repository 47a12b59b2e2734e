// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_tree.h"
#include "monitor/policy/policy.h"

// When a tree of EPT tables, and so what the processor finds in it, gives no more than the policy grants.
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
*/

} // namespace stm::paging
