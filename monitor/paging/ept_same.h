// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/policy_same.h"

// A tree that gives no more than the policy grants does so as long as neither changes: for who carries both.
namespace stm::paging {

/*@
  lemma Same_table{L, M}: \forall EptTree* c, integer t, integer level, integer number; EptTree::Same{L, M}(c) &&
    \at(c->used_, L) <= kTables && EptTree::IsTable{L}(c, t, level, number) ==>
    EptTree::IsTable{M}(c, t, level, number);

  lemma Same_refers{L, M}: \forall EptTree* c, integer e, integer level, integer number; EptTree::Same{L, M}(c) &&
    \at(c->used_, L) <= kTables && EptTree::Refers{L}(c, e, level, number) ==> EptTree::Refers{M}(c, e, level, number);

  lemma Same_good_entry{L, M}: \forall EptTree* c, integer e, integer level, integer region; EptTree::Same{L, M}(c) &&
    \at(c->used_, L) <= kTables && EptTree::GoodEntry{L}(c, e, level, region) ==>
    EptTree::GoodEntry{M}(c, e, level, region);

  lemma Same_entry{L, M}: \forall EptTree* c, integer t, integer i; EptTree::Same{L, M}(c) && 0 <= t < kTables &&
    0 <= i < kEntries ==> EptTree::Entry{L}(c, t, i) == EptTree::Entry{M}(c, t, i);

  lemma Same_good_table{L, M}: \forall EptTree* c, integer t; EptTree::Same{L, M}(c) && \at(c->used_, L) <= kTables &&
    0 <= t < kTables && EptTree::GoodTable{L}(c, t) ==> EptTree::GoodTable{M}(c, t);

  lemma Same_tree{L, M}: \forall EptTree* c; EptTree::Inv{L}(c) && EptTree::Same{L, M}(c) ==> EptTree::Inv{M}(c);

  lemma Same_empty{L, M}: \forall EptTree* c; EptTree::Inv{L}(c) && EptTree::Same{L, M}(c) && EptTree::Empty{L}(c) ==>
    EptTree::Empty{M}(c);

  lemma Same_covers{L, M}: \forall EptTree* c, integer t, integer page; EptTree::Inv{L}(c) && EptTree::Same{L, M}(c) &&
    Covers{M}(c, t, page) ==> Covers{L}(c, t, page) && EptTree::LevelOf{M}(c, t) == EptTree::LevelOf{L}(c, t) &&
    EntryFor{M}(c, t, page) == EntryFor{L}(c, t, page);

  lemma Same_sound{L, M}: \forall EptTree* c, Policy* p; EptTree::Inv{L}(c) && EptTree::Same{L, M}(c) &&
    Policy::Inv{L}(p) && Policy::Same{L, M}(p) && Sound{L}(c, p) ==> Sound{M}(c, p);
*/

} // namespace stm::paging
