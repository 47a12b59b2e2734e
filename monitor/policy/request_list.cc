// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/request_list.h"

namespace stm {

void add_all(IntervalSet& set, Request const* list, uint32_t n) {
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant legal: AllLegal(list, n);
        loop invariant names: \forall integer j, k; 0 <= j < n ==>
          (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre));
        loop invariant whole: IntervalSet::Inv(&set);
        loop invariant room: IntervalSet::Room(&set, kRoomPerRequest * (n - i));
        loop invariant added: \forall integer k;
          IntervalSet::Member(&set, k) <==> (\at(IntervalSet::Member(&set, k), Pre) || NamedBy(list, i, k));
        loop assigns i, set;
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        add(set, list[i]);
        /*@ assert same: \forall integer j, k; 0 <= j < n ==>
                (Names(&list[j], k) <==> \at(Names(&list[j], k), LoopCurrent)); */
        /*@ assert same_list: \forall integer k;
                NamedBy(list, i, k) <==> \at(NamedBy(list, \at(i, Here), k), LoopCurrent); */
        /*@ assert one_more: \forall integer k;
                NamedBy(list, i + 1, k) <==> (NamedBy(list, i, k) || Names(&list[i], k)); */
    }
}

void take_all(IntervalSet& set, Request const* list, uint32_t n) {
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant legal: AllLegal(list, n);
        loop invariant names: \forall integer j, k; 0 <= j < n ==>
          (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre));
        loop invariant whole: IntervalSet::Inv(&set);
        loop invariant room: IntervalSet::Room(&set, kRoomPerRequest * (n - i));
        loop invariant taken: \forall integer k;
          IntervalSet::Member(&set, k) <==> (\at(IntervalSet::Member(&set, k), Pre) && !NamedBy(list, i, k));
        loop assigns i, set;
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        take(set, list[i]);
        /*@ assert same: \forall integer j, k; 0 <= j < n ==>
                (Names(&list[j], k) <==> \at(Names(&list[j], k), LoopCurrent)); */
        /*@ assert same_list: \forall integer k;
                NamedBy(list, i, k) <==> \at(NamedBy(list, \at(i, Here), k), LoopCurrent); */
        /*@ assert one_more: \forall integer k;
                NamedBy(list, i + 1, k) <==> (NamedBy(list, i, k) || Names(&list[i], k)); */
    }
}

} // namespace stm
