// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/msr.h"

namespace stm {

// Adds a request for one bit.
/*@ requires n < kMsrBits && \valid(list + (0 .. kMsrBits - 1)) && AllLegal(list, n) && bit <= kLastMsrBit;
    requires read || write;
    assigns list[0 .. kMsrBits - 1];
    ensures legal: AllLegal(list, n + 1);
    ensures named: \forall integer k; NamedBy(list, n + 1, k) <==>
      (\old(NamedBy(list, n, k)) || (read && k == Atom(2, 0, bit)) || (write && k == Atom(2, 1, bit)));
*/
static void append(Request* list, uint32_t n, uint64_t bit, bool read, bool write) {
    list[n].area = Area::Msr;
    list[n].read = read;
    list[n].write = write;
    list[n].execute = false;
    list[n].first = bit;
    list[n].last = bit;
    /*@ assert still: \forall integer j; 0 <= j < n ==> \at(Legal(&list[j]), Pre) && Legal(&list[j]); */
    /*@ assert same: \forall integer j, k; 0 <= j < n ==>
            (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre)); */
    //@ assert legal: Legal(&list[n]);
    /*@ assert own: \forall integer k;
            Names(&list[n], k) <==> (read && k == Atom(2, 0, bit)) || (write && k == Atom(2, 1, bit)); */
    //@ assert before: \forall integer k; NamedBy(list, n, k) <==> \at(NamedBy(list, n, k), Pre);
    //@ assert one_more: \forall integer k; NamedBy(list, n + 1, k) <==> (NamedBy(list, n, k) || Names(&list[n], k));
}

uint32_t msr_requests(uint32_t index, uint64_t read_mask, uint64_t write_mask, Request* list) {
    uint32_t n = 0;
    /*@ loop invariant range: 0 <= n <= b <= kMsrBits;
        loop invariant legal: AllLegal(list, n);
        loop invariant named: \forall integer k; NamedBy(list, n, k) <==>
          (MaskNames(index, 0, read_mask, b, k) || MaskNames(index, 1, write_mask, b, k));
        loop assigns n, b, list[0 .. kMsrBits - 1];
        loop variant kMsrBits - b;
    */
    for (uint64_t b = 0; b < kMsrBits; ++b) {
        uint64_t const bit = kMsrBits * index + b;
        bool const read = has_bit(read_mask, b);
        bool const write = has_bit(write_mask, b);
        if (read || write) {
            append(list, n, bit, read, write);
            n = n + 1;
        }
        /*@ assert reading: \forall integer k; MaskNames(index, 0, read_mask, b + 1, k) <==>
                (MaskNames(index, 0, read_mask, b, k) || (Bit(read_mask, b) && k == Atom(2, 0, bit))); */
        /*@ assert writing: \forall integer k; MaskNames(index, 1, write_mask, b + 1, k) <==>
                (MaskNames(index, 1, write_mask, b, k) || (Bit(write_mask, b) && k == Atom(2, 1, bit))); */
    }
    return n;
}

} // namespace stm
