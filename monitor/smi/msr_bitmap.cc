// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/msr_bitmap.h"

#include "spec/abi/msr.h"

namespace stm::smi {

static_assert(static_cast<uint64_t>(abi::Msr::SmmMonitorCtl) == 0x9b &&
              static_cast<uint64_t>(abi::Msr::SmrrPhysBase) == 0x1f2 &&
              static_cast<uint64_t>(abi::Msr::SmrrPhysMask) == 0x1f3);

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

bool is_kept_msr(uint64_t msr) {
    return msr == 0x9b || msr == 0x1f2 || msr == 0x1f3;
}

} // namespace stm::smi
