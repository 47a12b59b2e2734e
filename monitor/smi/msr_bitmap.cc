// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/msr_bitmap.h"

namespace stm::smi {

void fill_msr_bitmap(uint64_t* words) {
    /*@ loop invariant range: 0 <= i <= kBitmapWords;
        loop invariant done: \forall integer j; 0 <= j < i ==> words[j] == 0;
        loop assigns i, words[0 .. kBitmapWords - 1];
        loop variant kBitmapWords - i;
    */
    for (uint32_t i = 0; i < kBitmapWords; ++i) {
        words[i] = 0;
    }
    words[kSmmMonitorWord] = kSmmMonitorBit;
    words[kSmrrWord] = kSmrrBits;
}

} // namespace stm::smi
