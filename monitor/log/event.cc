// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/event.h"

namespace stm::log {

void set_nothing(EventData& data) {
    /*@ loop invariant range: 0 <= k <= kDataWords;
        loop invariant zero: \forall integer j; 0 <= j < k ==> data.word[j] == 0;
        loop assigns k, data.word[0 .. kDataWords - 1];
        loop variant kDataWords - k;
    */
    for (uint32_t k = 0; k < kDataWords; ++k) {
        data.word[k] = 0;
    }
}

void set_function(EventData& data, uint32_t function) {
    set_nothing(data);
    data.word[0] = function;
}

void set_domain(EventData& data, uint64_t vmcs, uint8_t expected, uint8_t degraded) {
    set_nothing(data);
    data.word[0] = vmcs;
    data.word[1] = uint64_t{expected} + 0x100 * uint64_t{degraded};
}

/*@ requires k < 8;
    assigns \nothing;
    ensures \result == Power(k);
*/
[[nodiscard]] static uint64_t power(uint32_t k) {
    switch (k) {
    case 0: return 1;
    case 1: return 0x100;
    case 2: return 0x10000;
    case 3: return 0x1000000;
    case 4: return 0x100000000;
    case 5: return 0x10000000000;
    case 6: return 0x1000000000000;
    default: return 0x100000000000000;
    }
}

/*@ requires \valid_read(&page);
    requires offset <= sizeof(arch::Page) && length <= sizeof(arch::Page) - offset;
    requires n < kDataBytes;
    assigns \nothing;
    ensures \result == Byte(&page, offset, length, n);
    ensures \result < 0x100;
*/
[[nodiscard]] static uint64_t byte(arch::Page const& page, uint32_t offset, uint32_t length, uint32_t n) {
    if (n >= length) return 0;
    return page.word[(offset + n) / 8] / power((offset + n) % 8) % 0x100;
}

/*@ requires \valid_read(&page);
    requires offset <= sizeof(arch::Page) && length <= sizeof(arch::Page) - offset;
    requires n <= kDataBytes - 8;
    assigns \nothing;
    ensures \result == Word(&page, offset, length, n);
*/
[[nodiscard]] static uint64_t word(arch::Page const& page, uint32_t offset, uint32_t length, uint32_t n) {
    return byte(page, offset, length, n) + 0x100 * byte(page, offset, length, n + 1) +
           0x10000 * byte(page, offset, length, n + 2) + 0x1000000 * byte(page, offset, length, n + 3) +
           0x100000000 * byte(page, offset, length, n + 4) + 0x10000000000 * byte(page, offset, length, n + 5) +
           0x1000000000000 * byte(page, offset, length, n + 6) + 0x100000000000000 * byte(page, offset, length, n + 7);
}

void set_resource(EventData& data, arch::Page const& page, uint32_t offset, uint32_t length) {
    /*@ loop invariant range: 0 <= k <= kDataWords;
        loop invariant copied: \forall integer j; 0 <= j < k ==>
          data.word[j] == \at(Word(&page, offset, length, 8 * j), Pre);
        loop assigns k, data.word[0 .. kDataWords - 1];
        loop variant kDataWords - k;
    */
    for (uint32_t k = 0; k < kDataWords; ++k) {
        /*@ assert page: \forall integer i; 0 <= i < 512 ==> page.word[i] == \at(page.word[i], Pre); */
        /*@ assert bytes: \forall integer n; 0 <= n ==>
              Byte(&page, offset, length, n) == \at(Byte(&page, offset, length, n), Pre); */
        uint64_t const next = word(page, offset, length, 8 * k);
        /*@ assert next: next == \at(Word(&page, offset, length, 8 * \at(k, Here)), Pre); */
        data.word[k] = next;
        /*@ assert kept: \forall integer j; 0 <= j < k ==> data.word[j] == \at(data.word[j], LoopCurrent); */
    }
}

} // namespace stm::log
