// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/append.h"

#include "monitor/resources/meaning_facts.h"
#include "monitor/resources/nodes_facts.h"

namespace stm::resources {

void append_requests(arch::Page const& page, uint32_t o, Call call, Ecam ecam, OsList& list) {
    uint32_t const at = list.count;
    uint32_t const n = os_requests(page.word, o, kPageBytes, call, ecam, list.request + at);
    // First what is new: with all that stays in sight, provers lose their way.
    //@ assert none: !NamesRange{Pre}(&page.word[0], o) ==> n == 0;
    /*@ assert meant: NamesRange{Pre}(&page.word[0], o) ==>
          MeantAt{Pre, Here}(&list.request[0] + at, &page.word[0], o); */
    /*@ assert both: NamesRange{Pre}(&page.word[0], o) ==>
          BothNames(&list.request[0] + at, (at + n) - at, ecam); */
    //@ assert own: RequestsAt{Pre, Here}(&page.word[0], o, ecam, &list.request[0], at, at + n);
    //@ assert area: \forall integer j; 0 <= j < at ==> list.request[j].area == \at(list.request[j].area, Pre);
    //@ assert read: \forall integer j; 0 <= j < at ==> list.request[j].read == \at(list.request[j].read, Pre);
    //@ assert write: \forall integer j; 0 <= j < at ==> list.request[j].write == \at(list.request[j].write, Pre);
    //@ assert execute: \forall integer j; 0 <= j < at ==> list.request[j].execute == \at(list.request[j].execute, Pre);
    //@ assert first: \forall integer j; 0 <= j < at ==> list.request[j].first == \at(list.request[j].first, Pre);
    //@ assert last: \forall integer j; 0 <= j < at ==> list.request[j].last == \at(list.request[j].last, Pre);
    //@ assert each: \forall integer j; 0 <= j < at ==> SameRequest{Pre, Here}(&list.request[0] + j);
    //@ assert same: SameRequests{Pre, Here}(&list.request[0], at);
    //@ assert still_named: AllMayName(call, &list.request[0], at);
    //@ assert one: n >= 1 ==> MayName(call, &list.request[at]);
    //@ assert two: n == 2 ==> MayName(call, &list.request[at + 1]);
    /*@ assert which: \forall integer j; 0 <= j < at + n ==>
            j < at || (j == at && n >= 1) || (j == at + 1 && n == 2); */
    list.count = at + n;
}

} // namespace stm::resources
