// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/handler_map.h"

#include "monitor/paging/sound_facts.h"

namespace stm::paging {

/*@ requires 1 <= level <= 3;
    assigns \nothing;
    ensures \result == (level == 1 ? 1 : level == 2 ? kLevel2Pages : kLevel3Pages);
*/
[[nodiscard]] static uint64_t pages_behind(uint32_t level) {
    if (level == 1) return 1;
    return level == 2 ? kLevel2Pages : kLevel3Pages;
}

struct Uniform {
    bool is;
    uint64_t flags; // of leaves
};

// Whether these pages are granted alike.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && first <= last < kPages;
    assigns \nothing;
    ensures alike: \result.is ==> (\forall integer page; first <= page <= last ==>
      GrantsAll(&policy, page, \result.flags));
    ensures one: first == last ==> \result.is;
    ensures flags: \result.flags < kFlags;
*/
[[nodiscard]] static Uniform uniform(Policy const& policy, uint64_t first, uint64_t last) {
    Extent const read = policy.extent_for_handler(Access::Read, first, last);
    Extent const write = policy.extent_for_handler(Access::Write, first, last);
    Extent const execute = policy.extent_for_handler(Access::Execute, first, last);
    Extent const smram = policy.extent_of_smram(first, last);
    //@ assert read: first == last ==> read != Extent::Some;
    //@ assert write: first == last ==> write != Extent::Some;
    //@ assert execute: first == last ==> execute != Extent::Some;
    //@ assert smram: first == last ==> smram != Extent::Some;
    uint64_t const type = smram == Extent::All ? kWriteBack : 0;
    uint64_t const more = (write == Extent::All ? kWrite : 0) + (execute == Extent::All ? kExecute : 0);
    uint64_t const rights = read == Extent::All ? kRead + more : 0;
    bool const alike =
        read != Extent::Some && write != Extent::Some && execute != Extent::Some && smram != Extent::Some;
    return {.is = alike, .flags = rights + type};
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && 1 <= level <= 3 && page < kPages;
    assigns \nothing;
    ensures alike: \result.is ==> (\forall integer q; 0 <= q < kPages && RegionOf(level, q) == RegionOf(level, page) ==>
      GrantsAll(&policy, q, \result.flags));
    ensures one: level == 1 ==> \result.is;
    ensures flags: \result.flags < kFlags;
*/
[[nodiscard]] static Uniform region_with(Policy const& policy, uint32_t level, uint64_t page) {
    uint64_t const pages = pages_behind(level);
    uint64_t const first = page - page % pages;
    /*@ assert region: \forall integer q; 0 <= q < kPages && RegionOf(level, q) == RegionOf(level, page) ==>
          first <= q <= first + pages - 1; */
    return uniform(policy, first, first + pages - 1);
}

// The largest that there is.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && page < kPages && Allows(&policy, page, kRead);
    assigns \nothing;
    ensures alike: IsLeafFor(&policy, \result, page);
    ensures all: GrantsAll(&policy, page, \result.flags);
*/
[[nodiscard]] static Leaf leaf_for(Policy const& policy, uint64_t page) {
    Uniform const large = region_with(policy, 3, page);
    if (large.is) return {.level = 3, .flags = large.flags};
    Uniform const medium = region_with(policy, 2, page);
    if (medium.is) return {.level = 2, .flags = medium.flags};
    Uniform const small = region_with(policy, 1, page);
    return {.level = 1, .flags = small.flags};
}

/*@ requires \valid(&tree) && \valid_read(&policy) && \separated(&tree, &policy) && Policy::Inv(&policy);
    requires EptTree::Inv(&tree) && Sound(&tree, &policy) && page < kPages;
    requires IsLeafFor(&policy, leaf, page) && RightsWithin(rights, leaf.flags);
    assigns tree;
    ensures invariant: EptTree::Inv(&tree);
    ensures sound: Sound(&tree, &policy);
    ensures same: Policy::Inv(&policy) && IsLeafFor(&policy, leaf, page);
    ensures grown: EptTree::Grown{Pre, Post}(&tree);
    ensures reached: \result ==> RightsWithin(rights, EptTree::WalkOf(&tree, page) % kFlags);
    ensures empty: \old(EptTree::Empty(&tree)) ==> \result;
*/
[[nodiscard]] static bool put_soundly(EptTree& tree, [[maybe_unused]] Policy const& policy, uint64_t page, Leaf leaf,
                                      uint64_t rights) {
    bool const done = tree.put(page, leaf, rights);
    // In parts, each of which takes a prover a second.
    /*@ assert first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert first_too: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert last_too: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert sealed: policy.sealed_ == \at(policy.sealed_, Pre);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    return done;
}

/*@ requires \valid(&tree) && \valid_read(&policy) && \separated(&tree, &policy) && Policy::Inv(&policy);
    requires EptTree::Inv(&tree) && IsLeafFor(&policy, leaf, page);
    assigns tree;
    ensures invariant: EptTree::Inv(&tree) && EptTree::Empty(&tree) && tree.address_ == \old(tree.address_);
    ensures sound: Sound(&tree, &policy);
    ensures same: Policy::Inv(&policy) && IsLeafFor(&policy, leaf, page);
*/
static void forget(EptTree& tree, [[maybe_unused]] Policy const& policy, [[maybe_unused]] uint64_t page,
                   [[maybe_unused]] Leaf leaf) {
    tree.start(tree.address());
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
}

Filled fill(EptTree& tree, Policy const& policy, uint64_t page, uint64_t rights) {
    Leaf const leaf = leaf_for(policy, page);
    //@ assert within: RightsWithin(rights, leaf.flags);
    bool const added = put_soundly(tree, policy, page, leaf, rights);
    if (added) return Filled::Added;
    forget(tree, policy, page, leaf);
    [[maybe_unused]] bool const again = put_soundly(tree, policy, page, leaf, rights);
    //@ assert again: again;
    return Filled::Flushed;
}

} // namespace stm::paging
