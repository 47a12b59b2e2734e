// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/grant.h"

#include "monitor/resources/meaning_facts.h"
#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

/*@
  // Words that are the same name the same.
  lemma same_area{L, M}: \forall uint64_t* w, integer n, o, bytes; SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n &&
    Good{L}(w, o, bytes, Call::Claim) ==> AreaAt{L}(w, o) == AreaAt{M}(w, o) && (IsMsr{L}(w, o) <==> IsMsr{M}(w, o));
  lemma same_accesses{L, M}: \forall uint64_t* w, integer n, o, bytes; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && NamesRange{L}(w, o) && Good{L}(w, o, bytes, Call::Claim) ==>
    AccessesAt{L}(w, o) == AccessesAt{M}(w, o);
  lemma same_first{L, M}: \forall uint64_t* w, integer n, o, bytes; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && NamesRange{L}(w, o) && Good{L}(w, o, bytes, Call::Claim) ==> FirstAt{L}(w, o) == FirstAt{M}(w, o);
  lemma same_last{L, M}: \forall uint64_t* w, integer n, o, bytes; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && NamesRange{L}(w, o) && Good{L}(w, o, bytes, Call::Claim) ==> LastAt{L}(w, o) == LastAt{M}(w, o);
  lemma same_names_range{L, M}: \forall uint64_t* w, integer n, o, bytes; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && Good{L}(w, o, bytes, Call::Claim) ==> (NamesRange{L}(w, o) <==> NamesRange{M}(w, o));
  lemma same_range_at{L, M}: \forall uint64_t* w, integer n, o, bytes, k; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && NamesRange{L}(w, o) && Good{L}(w, o, bytes, Call::Claim) ==>
    (RangeAt{L}(w, o, k) <==> RangeAt{M}(w, o, k));
  lemma same_masked{L, M}: \forall uint64_t* w, integer n, o, bytes, k; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && NamesRange{L}(w, o) && IsMsr{L}(w, o) && Good{L}(w, o, bytes, Call::Claim) ==>
    (MaskedAt{L}(w, o, k) <==> MaskedAt{M}(w, o, k));
  lemma same_named{L, M}: \forall uint64_t* w, integer n, o, bytes, k; SameWords{L, M}(w, n) && 0 <= o &&
    bytes <= 8 * n && Good{L}(w, o, bytes, Call::Claim) ==> (NamedAt{L}(w, o, k) <==> NamedAt{M}(w, o, k));

  predicate SameList{L, M}(BiosList* l) = \at(l->bytes, L) == \at(l->bytes, M) &&
    SameWords{L, M}(\at(&l->word[0], L), kMostListBytes / 8) && SameNodes{L, M}(\at(&l->nodes, L));

  // A list that may be claimed from, or none.
  predicate Known{L}(BiosList* l) = IsBiosList(l) || NoBiosList(l);

  // Claims are open, and the OS protects nothing.
  predicate Open(Policy* p) = Policy::Inv(p) && !p->sealed_ && (\forall integer k; !Policy::Protected(p, k));

  lemma same_open{L, M}: \forall Policy* p; Policy::Same{L, M}(p) && Open{L}(p) ==> Open{M}(p);
  lemma same_claimed{L, M}: \forall Policy* p, integer k; Policy::Same{L, M}(p) && Policy::Inv{L}(p) ==>
    (Policy::Claimed{L}(p, k) <==> Policy::Claimed{M}(p, k));
  lemma named_by_one: \forall Request* r, integer k; NamedBy(r, 1, k) <==> Names(r + 0, k);

  lemma same_list_after{K, L, M}: \forall BiosList* l; SameList{K, L}(l) && SameList{L, M}(l) ==> SameList{K, M}(l);
  lemma same_node_named{L, M}: \forall BiosList* l, integer i, k; SameList{L, M}(l) && IsBiosList{L}(l) &&
    0 <= i < \at(l->nodes.count, L) ==>
    (NamedAt{L}(\at(&l->word[0], L), \at(l->nodes.at[i], L), k) <==>
     NamedAt{M}(\at(&l->word[0], M), \at(l->nodes.at[i], M), k));
  lemma still_named{L, M}: \forall BiosList* l, integer n, k; SameList{L, M}(l) && IsBiosList{L}(l) &&
    n <= \at(l->nodes.count, L) && NamedBefore{L}(l, n, k) ==> NamedBefore{M}(l, n, k);
  lemma named_still{L, M}: \forall BiosList* l, integer n, k; SameList{L, M}(l) && IsBiosList{L}(l) &&
    n <= \at(l->nodes.count, L) && NamedBefore{M}(l, n, k) ==> NamedBefore{L}(l, n, k);
  lemma same_before{L, M}: \forall BiosList* l, integer n, k; SameList{L, M}(l) && IsBiosList{L}(l) &&
    n <= \at(l->nodes.count, L) ==> (NamedBefore{L}(l, n, k) <==> NamedBefore{M}(l, n, k));
  lemma one_more: \forall BiosList* l, integer n, k; 0 <= n ==>
    (NamedBefore(l, n + 1, k) <==> NamedBefore(l, n, k) || NamedAt(&l->word[0], l->nodes.at[n], k));
*/

// All of the list is claimed, or nothing.
/*@ requires \valid(&policy) && \valid_read(requests + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1));
    requires \separated(&policy, requests + (0 .. n - 1), verdicts + (0 .. n - 1)) && n <= kMsrBits;
    requires Open(&policy);
    assigns policy.claims_, verdicts[0 .. n - 1];
    ensures open: Open(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures claimed: \result ==> (\forall integer k; Policy::Claimed(&policy, k) <==>
      \old(Policy::Claimed(&policy, k)) || NamedBy{Pre}(requests, n, k));
    ensures complete: \old(Policy::AllGrantable(&policy, Call::Claim, requests, n)) &&
      \old(Policy::ClaimRoom(&policy, n)) ==> \result;
*/
[[nodiscard]] static bool claim_all(Policy& policy, Request const* requests, uint32_t n, Status* verdicts) {
    Status const answer = policy.claim(requests, n, verdicts);
    return answer == Status::Ok;
}

/*@ requires \valid(&policy) && \valid_read(&list) && \valid(&scratch);
    requires \separated(&policy, &list, &scratch) && Open(&policy) && IsBiosList(&list) && i < list.nodes.count;
    assigns policy.claims_, scratch;
    ensures open: Open(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures claimed: \result ==> (\forall integer k; Policy::Claimed(&policy, k) <==>
      \old(Policy::Claimed(&policy, k)) ||
      (NamedAt{Pre}(&list.word[0], list.nodes.at[i], k) && (executes || !Executes(k))));
*/
[[nodiscard]] static bool claim_node(Policy& policy, BiosList const& list, uint32_t i, GrantScratch& scratch,
                                     bool executes) {
    uint32_t const n = claims_of(list, i, scratch.requests, executes);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    return claim_all(policy, scratch.requests, n, scratch.verdicts);
}

/*@ requires \valid(&policy) && \valid_read(&list) && \valid(&scratch);
    requires \separated(&policy, &list, &scratch) && Open(&policy) && Known(&list);
    assigns policy.claims_, scratch;
    ensures open: Open(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures same: SameList{Pre, Post}(&list) && Known(&list);
    ensures claimed: \result ==> (\forall integer k; Policy::Claimed(&policy, k) <==>
      \old(Policy::Claimed(&policy, k)) ||
      (NamedBefore(&list, list.nodes.count, k) && (executes || !Executes(k))));
    ensures nothing: \old(NoBiosList(&list)) ==> \result;
*/
[[nodiscard]] static bool claim_list(Policy& policy, BiosList const& list, GrantScratch& scratch, bool executes) {
    /*@ loop invariant range: 0 <= i <= list.nodes.count;
        loop invariant open: Open(&policy);
        loop invariant layout: Policy::SameLayout{Pre, Here}(&policy);
        loop invariant same: SameList{Pre, Here}(&list);
        loop invariant known: Known(&list);
        loop invariant claimed: \forall integer k; Policy::Claimed(&policy, k) <==>
          \at(Policy::Claimed(&policy, k), Pre) ||
          (NamedBefore(&list, i, k) && (executes || !Executes(k)));
        loop assigns i, policy.claims_, scratch;
        loop variant list.nodes.count - i;
    */
    for (uint32_t i = 0; i < list.nodes.count; ++i) {
        bool const claimed = claim_node(policy, list, i, scratch, executes);
        //@ assert words: SameWords{LoopCurrent, Here}(&list.word[0], kMostListBytes / 8);
        //@ assert nodes: SameNodes{LoopCurrent, Here}(&list.nodes);
        //@ assert list: SameList{LoopCurrent, Here}(&list);
        if (!claimed) return false;
    }
    return true;
}

// The handler's own part of SMRAM.
/*@ requires \valid(&policy) && \valid_read(&layout) && \separated(&policy, &layout) && Open(&policy);
    requires ValidLayout(&layout);
    requires \valid(&scratch) && \separated(&policy, &layout, &scratch);
    requires kept: \forall integer k; Policy::Kept(&policy, k) ==> Reserved(&layout, k);
    requires Policy::ClaimRoom(&policy, 1);
    assigns policy.claims_, scratch;
    ensures open: Open(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures claimed: (\forall integer k; Policy::Claimed(&policy, k) <==>
      \old(Policy::Claimed(&policy, k)) || InOwnPart(\old(layout.tseg_first), \old(layout.mseg_first), k));
*/
static void claim_own_part(Policy& policy, Layout const& layout, GrantScratch& scratch) {
    if (layout.tseg_first == layout.mseg_first) return;
    own_part(scratch.requests[0], layout);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    //@ assert free: \forall integer k; Names(&scratch.requests[0], k) ==> !Policy::Kept(&policy, k);
    //@ assert grantable: Policy::AllGrantable(&policy, Call::Claim, &scratch.requests[0], 1);
    [[maybe_unused]] bool const claimed = claim_all(policy, scratch.requests, 1, scratch.verdicts);
    //@ assert claimed: claimed;
}

/*@ requires \valid(&list) && \valid(&window) && \valid_read(&layout) && \separated(&list, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns list, window.entry[0];
    ensures list: \result ==> (address == 0 ? NoBiosList(&list) : IsBiosList(&list));
    ensures none: address == 0 ==> \result;
*/
[[nodiscard]] static bool read_list(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window,
                                    uint64_t linear) {
    if (address == 0) {
        list.bytes = 0;
        list.nodes.count = 0;
        return true;
    }
    Outcome const read = read_bios_list(list, address, layout, window, linear);
    return read == Outcome::Ok;
}

// Nothing happens to the policy meanwhile.
/*@ requires \valid(&list) && \valid(&window) && \valid_read(&layout) && \valid_read(&policy);
    requires \separated(&policy, &list, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns list, window.entry[0];
    ensures list: \result ==> (address == 0 ? NoBiosList(&list) : IsBiosList(&list));
    ensures none: address == 0 ==> \result;
    ensures same: Policy::Same{Pre, Post}(&policy);
*/
[[nodiscard]] static bool read_apart([[maybe_unused]] Policy const& policy, BiosList& list, uint64_t address,
                                     Layout const& layout, arch::Window& window, uint64_t linear) {
    bool const read = read_list(list, address, layout, window, linear);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    return read;
}

/*@ requires \valid(&policy) && \valid(&list) && \valid(&scratch) && \valid(&window) && \valid_read(&layout);
    requires \separated(&policy, &list, &scratch, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0 && Open(&policy);
    requires kept: \forall integer k; Policy::Kept(&policy, k) ==> Reserved(&layout, k);
    requires Policy::ClaimRoom(&policy, 1);
    requires nothing: \forall integer k; !Policy::Claimed(&policy, k);
    assigns policy.claims_, list, scratch, window.entry[0];
    ensures open: Open(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures granted: \result ==>
      GrantedToHandler(&policy, \old(layout.tseg_first), \old(layout.mseg_first), &list, executes ? 1 : 0);
    ensures REQ_POL_08_own: address == 0 ==> \result;
    ensures list: \result ==> (address == 0 ? NoBiosList(&list) : IsBiosList(&list));
*/
[[nodiscard]] static bool claim_everything(Policy& policy, BiosList& list, GrantScratch& scratch, Layout const& layout,
                                           uint64_t address, bool executes, arch::Window& window, uint64_t linear) {
    claim_own_part(policy, layout, scratch);
    /*@ assert own: \forall integer k; Policy::Claimed(&policy, k) <==>
          InOwnPart(\at(layout.tseg_first, Pre), \at(layout.mseg_first, Pre), k); */
    bool const read = read_apart(policy, list, address, layout, window, linear);
    if (!read) return false;
    /*@ assert own_still: \forall integer k; Policy::Claimed(&policy, k) <==>
          InOwnPart(\at(layout.tseg_first, Pre), \at(layout.mseg_first, Pre), k); */
    bool const claimed = claim_list(policy, list, scratch, executes);
    //@ assert none_still: address == 0 ==> list.bytes == 0 && list.nodes.count == 0;
    //@ assert some_still: address != 0 ==> list.bytes > 0;
    return claimed;
}

bool grant(Policy& policy, BiosList& list, GrantScratch& scratch, Layout const& layout, uint64_t address, bool executes,
           arch::Window& window, uint64_t linear) {
    policy.start(layout);
    //@ assert kept: \forall integer k; Policy::Kept(&policy, k) <==> Reserved{Pre}(&layout, k);
    bool const claimed = claim_everything(policy, list, scratch, layout, address, executes, window, linear);
    //@ assert kept_still: \forall integer k; Policy::Kept(&policy, k) <==> Reserved{Pre}(&layout, k);
    if (!claimed) return false;
    policy.seal();
    return true;
}

} // namespace stm::resources
