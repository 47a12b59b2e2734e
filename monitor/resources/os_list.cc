// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/append.h"

#include "monitor/resources/meaning_facts.h"
#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

/*@
  // What the same words mean later.
  lemma same_range{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) ==>
    (NamesRange{L}(w, o) <==> NamesRange{M}(w, o));
  lemma same_area{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) ==>
    AreaAt{L}(w, o) == AreaAt{M}(w, o);
  lemma same_accesses{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) && NamesRange{L}(w, o) ==>
    AccessesAt{L}(w, o) == AccessesAt{M}(w, o);
  lemma same_first{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) && NamesRange{L}(w, o) ==>
    FirstAt{L}(w, o) == FirstAt{M}(w, o);
  lemma same_last{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) && NamesRange{L}(w, o) ==>
    LastAt{L}(w, o) == LastAt{M}(w, o);

  lemma same_has{L, M}: \forall Request* r, Ecam e;
    SameRequest{L, M}(r) ==> (HasOther{L}(r, e) <==> HasOther{M}(r, e));
  lemma same_other{L, M}: \forall Request* other, Request* r, Ecam e;
    SameRequest{L, M}(other) && SameRequest{L, M}(r) && OtherName{L}(other, r, e) ==> OtherName{M}(other, r, e);
  lemma same_both{L, M}: \forall Request* all, integer a, n, Ecam e;
    SameRequest{L, M}(all + a) && (n == 2 ==> SameRequest{L, M}(all + (a + 1))) && BothNames{L}(all + a, n, e) ==>
    BothNames{M}(all + a, n, e);
  lemma same_requests{K, L, M}: \forall uint64_t* w, integer o, Ecam e, Request* all, integer a, b, n;
    SameRequests{L, M}(all, n) && 0 <= a && b <= n && RequestsAt{K, L}(w, o, e, all, a, b) ==>
    RequestsAt{K, M}(w, o, e, all, a, b);
  lemma same_source{K, L, M}: \forall uint64_t* w, integer n, o, bytes, call, Ecam e, Request* all, integer a, b;
    SameWords{K, L}(w, n) && 0 <= o && bytes <= 8 * n && Good{K}(w, o, bytes, call) &&
    RequestsAt{L, M}(w, o, e, all, a, b) ==> RequestsAt{K, M}(w, o, e, all, a, b);

  // The table as in state N, requests of state L.
  predicate Owned{K, L, N}(uint64_t* w, Ecam e, OsList* l, integer n) = \forall integer i; 0 <= i < n ==>
    RequestsAt{K, L}(w, \at(l->nodes.at[i], N), e, \at(&l->request[0], L), \at(l->first[i], N), \at(l->first[i + 1], N));

  predicate EndBy{L}(OsList* l, integer n, integer count) =
    \forall integer j; 0 <= j < n ==> 0 <= l->first[j] && l->first[j + 1] <= count;

  lemma same_own{K, L, M}: \forall uint64_t* w, Ecam e, OsList* l, integer n, count;
    SameRequests{L, M}(\at(&l->request[0], L), count) && EndBy{M}(l, n, count) && Owned{K, L, M}(w, e, l, n) ==>
    Owned{K, M, M}(w, e, l, n);
*/

/*@ requires \valid_read(&page) && \valid_read(&nodes) && \separated(&page, &nodes);
    requires call <= Call::Unprotect && List(&page.word[0], kPageBytes, call, &nodes);
    assigns \nothing;
    ensures REQ_RSC_10_everything: \result <==>
      (\exists integer i; 0 <= i < nodes.count && IsEverything(&page.word[0], nodes.at[i]));
*/
[[nodiscard]] static bool names_everything(arch::Page const& page, Nodes const& nodes, [[maybe_unused]] Call call) {
    /*@ loop invariant range: 0 <= i <= nodes.count;
        loop invariant none: \forall integer j; 0 <= j < i ==> !IsEverything(&page.word[0], nodes.at[j]);
        loop assigns i;
        loop variant nodes.count - i;
    */
    for (uint32_t i = 0; i < nodes.count; ++i) {
        uint32_t const o = nodes.at[i];
        //@ assert good: Good(&page.word[0], o, kPageBytes, call);
        bool const ignored = is_ignored(page.word, o, kPageBytes);
        if (!ignored && word_at(page.word, o) == static_cast<uint64_t>(abi::RscType::AllResources)) return true;
    }
    return false;
}

/*@ requires \valid_read(&page) && \valid(&list) && \separated(&page, &list);
    requires (call == Call::Protect || call == Call::Unprotect) && ValidEcam(ecam);
    requires List(&page.word[0], kPageBytes, call, &list.nodes);
    assigns list.first[0 .. kMaxOsNodes], list.request[0 .. kMaxRequests + 1], list.count;
    ensures list: List(&page.word[0], kPageBytes, call, &list.nodes);
    ensures own: OwnRequests{Pre, Post}(&page.word[0], ecam, &list, list.nodes.count);
    ensures partition: Partition(&list, list.nodes.count) && list.first[list.nodes.count] == list.count;
    ensures count: list.count <= kMaxRequests;
    ensures may_name: AllMayName(call, &list.request[0], list.count);
*/
static void name_requests(arch::Page const& page, Call call, Ecam ecam, OsList& list) {
    list.count = 0;
    list.first[0] = 0;
    //@ assert end: list.nodes.at[list.nodes.count] + 16 <= kPageBytes;
    //@ assert nodes: list.nodes.count <= kMaxOsNodes;
    /*@ loop invariant range: 0 <= i <= list.nodes.count;
        loop invariant here: list.first[i] == list.count;
        loop invariant room: 11 * list.count <= list.nodes.at[i];
        loop invariant words: SameWords{Pre, Here}(&page.word[0], kPageBytes / 8);
        loop invariant own: OwnRequests{Pre, Here}(&page.word[0], ecam, &list, i);
        loop invariant partition: Partition(&list, i);
        loop invariant may_name: AllMayName(call, &list.request[0], list.count);
        loop assigns i, list.first[0 .. kMaxOsNodes], list.request[0 .. kMaxRequests + 1], list.count;
        loop variant list.nodes.count - i;
    */
    for (uint32_t i = 0; i < list.nodes.count; ++i) {
        uint32_t const o = list.nodes.at[i];
        //@ assert good_before: Good{Pre}(&page.word[0], o, kPageBytes, call);
        //@ assert good: Good(&page.word[0], o, kPageBytes, call);
        //@ assert length: LengthAt{Pre}(&page.word[0], o) == LengthAt(&page.word[0], o);
        //@ assert no_gap: list.nodes.at[i + 1] == o + LengthAt(&page.word[0], o);
        //@ assert later: i + 1 == list.nodes.count || list.nodes.at[i + 1] + 8 <= list.nodes.at[list.nodes.count];
        append_requests(page, o, call, ecam, list);
        //@ assert words_before: SameWords{Pre, LoopCurrent}(&page.word[0], kPageBytes / 8);
        //@ assert words_now: SameWords{LoopCurrent, Here}(&page.word[0], kPageBytes / 8);
        //@ assert words: SameWords{Pre, Here}(&page.word[0], kPageBytes / 8);
        //@ assert firsts: \forall integer j; 0 <= j <= i ==> list.first[j] == \at(list.first[j], LoopCurrent);
        /*@ assert parts: \forall integer j; 0 <= j < i ==>
                list.first[j] <= list.first[j + 1] <= \at(list.count, LoopCurrent) <= list.count; */
        //@ assert same: SameRequests{LoopCurrent, Here}(&list.request[0], \at(list.count, LoopCurrent));
        //@ assert positive: \forall integer j; 0 <= j < i ==> 0 <= list.first[j];
        //@ assert end_by: EndBy(&list, i, \at(list.count, LoopCurrent));
        //@ assert before: Owned{Pre, LoopCurrent, Here}(&page.word[0], ecam, &list, i);
        //@ assert after: Owned{Pre, Here, Here}(&page.word[0], ecam, &list, i);
        //@ assert still_own: OwnRequests{Pre, Here}(&page.word[0], ecam, &list, i);
        //@ assert new_own: RequestsAt{Pre, Here}(&page.word[0], o, ecam, &list.request[0], list.first[i], list.count);
        list.first[i + 1] = list.count;
        //@ assert now: \forall integer j; 0 <= j <= i ==> list.first[j] == \at(list.first[j], LoopCurrent);
        //@ assert own: OwnRequests{Pre, Here}(&page.word[0], ecam, &list, i);
        //@ assert parts_now: \forall integer j; 0 <= j < i ==> list.first[j] <= list.first[j + 1] <= list.count;
        //@ assert last_part: list.first[i] <= list.first[i + 1] <= list.count;
    }
    //@ assert same_nodes: SameNodes{Pre, Here}(&list.nodes);
}

bool read_os_list(arch::Page const& page, Call call, Ecam ecam, OsList& list) {
    list.count = 0;
    list.everything = false;
    bool const whole = read_nodes(page.word, kPageBytes, call, list.nodes);
    if (!whole) return false;
    //@ assert list: List(&page.word[0], kPageBytes, call, &list.nodes);
    list.everything = names_everything(page, list.nodes, call);
    //@ assert words: SameWords{Pre, Here}(&page.word[0], kPageBytes / 8);
    name_requests(page, call, ecam, list);
    return true;
}

} // namespace stm::resources
