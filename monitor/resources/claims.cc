// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/claims.h"

namespace stm::resources {

void own_part(Request& own, Layout const& layout) {
    own.area = Area::Physical;
    own.read = true;
    own.write = true;
    own.execute = true;
    own.first = layout.tseg_first;
    own.last = layout.mseg_first - 1;
}

// Takes execution of memory away. Whether something is left.
/*@ requires \valid(&r) && Legal(&r) && r.execute;
    assigns r.execute;
    ensures legal: \result ==> Legal(&r);
    ensures names: \forall integer k; Names(&r, k) <==> Names{Pre}(&r, k) && !Executes(k);
    ensures nothing: !\result ==> (\forall integer k; !Names(&r, k));
*/
[[nodiscard]] static bool drop_execution(Request& r) {
    r.execute = false;
    return r.read || r.write;
}

uint32_t claims_of(BiosList const& list, uint32_t i, Request* requests, bool executes) {
    Ecam const none = {.first_page = 0, .buses = 0};
    uint32_t const n = bios_claims(list, i, none, requests);
    /*@ assert one: NamesRange{Pre}(&list.word[0], \at(list.nodes.at[i], Pre)) &&
          !IsMsr{Pre}(&list.word[0], \at(list.nodes.at[i], Pre)) ==> n == 1 &&
          (\forall integer k; Names(&requests[0], k) <==>
            RangeAt{Pre}(&list.word[0], \at(list.nodes.at[i], Pre), k)); */
    /*@ assert named: \forall integer k; NamedBy(requests, n, k) <==>
          NamedAt{Pre}(&list.word[0], \at(list.nodes.at[i], Pre), k); */
    if (executes || n == 0) return n;
    /*@ assert registers: IsMsr{Pre}(&list.word[0], \at(list.nodes.at[i], Pre)) ==>
          (\forall integer k; NamedBy(requests, n, k) ==> !Executes(k)); */
    /*@ assert executed: requests[0].execute ==> Names(&requests[0], Atom(0, 2, requests[0].first)) &&
          Executes(Atom(0, 2, requests[0].first)); */
    //@ assert by: requests[0].execute ==> NamedBy(requests, n, Atom(0, 2, requests[0].first));
    //@ assert data: !requests[0].execute ==> (\forall integer k; Names(&requests[0], k) ==> !Executes(k));
    //@ assert first: n == 1 ==> (\forall integer k; NamedBy(requests, n, k) <==> Names(&requests[0], k));
    //@ assert none: !requests[0].execute ==> (\forall integer k; NamedBy(requests, n, k) ==> !Executes(k));
    if (!requests[0].execute) return n;
    //@ assert alone: n == 1;
    /*@ assert whole: \forall integer k; Names(&requests[0], k) <==>
          NamedAt{Pre}(&list.word[0], \at(list.nodes.at[i], Pre), k); */
    bool const left = drop_execution(requests[0]);
    /*@ assert left: \forall integer k; Names(&requests[0], k) <==>
          NamedAt{Pre}(&list.word[0], \at(list.nodes.at[i], Pre), k) && !Executes(k); */
    //@ assert one: \forall integer k; NamedBy(requests, 1, k) <==> Names(&requests[0], k);
    return left ? n : 0;
}

} // namespace stm::resources
