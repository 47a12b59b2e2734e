// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/sound.h"

#include <stdint.h>

// The EPT of the SMI handler on one processor, as a cache of what the policy grants: it begins empty, what is
// granted is put in when the handler first touches it, and when there is no room, all is forgotten. So no permission is
// taken back piece by piece, no page is split, and no list of claims is too long.
namespace stm::paging {

enum class Filled : uint8_t {
    Added,   // the page can be reached as wanted
    Flushed, // likewise, but other pages were forgotten: INVEPT comes before the handler goes on
};

// A page that the handler may reach in these ways. `rights` is as in an entry.
/*@ requires \valid(&tree) && \valid_read(&policy) && \separated(&tree, &policy) && Policy::Inv(&policy);
    requires EptTree::Inv(&tree) && Sound(&tree, &policy) && page < kPages && 1 <= rights <= 7;
    requires Allows(&policy, page, rights) && Allows(&policy, page, kRead);
    assigns tree;
    ensures REQ_MAP_07_invariant: EptTree::Inv(&tree);
    ensures REQ_MAP_06_sound: Sound(&tree, &policy);
    ensures policy: Policy::Inv(&policy);
    ensures REQ_MAP_07_granted: Confines(&tree, &policy);
    ensures REQ_POL_08_reached: RightsWithin(rights, EptTree::WalkOf(&tree, page) % kFlags);
    ensures REQ_POL_08_no_flush: \old(EptTree::Empty(&tree)) ==> \result == Filled::Added;
    ensures REQ_MAP_09_kept: \result == Filled::Added ==> EptTree::Grown{Pre, Post}(&tree);
    ensures address: tree.address_ == \old(tree.address_);
    ensures result: \result == Filled::Added || \result == Filled::Flushed;
*/
[[nodiscard]] Filled fill(EptTree& tree, Policy const& policy, uint64_t page, uint64_t rights);

} // namespace stm::paging
