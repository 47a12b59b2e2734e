// SPDX-License-Identifier: Apache-2.0
#include "monitor/acpi/checksum.h"

namespace stm::acpi {

bool adds_up(uint64_t const* words, uint32_t first, uint32_t bytes) {
    uint64_t sum = 0;
    /*@ loop invariant range: 0 <= i <= bytes;
        loop invariant small: sum <= 0xff * i;
        loop invariant sum: SumsTo(words, first, i, sum);
        loop invariant only: \forall integer other; SumsTo(words, first, i, other) ==> other == sum;
        loop assigns i, sum;
        loop variant bytes - i;
    */
    for (uint32_t i = 0; i < bytes; ++i) {
        sum = sum + byte_at(words, first + i);
    }
    return sum % 0x100 == 0;
}

} // namespace stm::acpi
