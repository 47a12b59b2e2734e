// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/layout.h"

#include <stdint.h>

// Which MSRs the SMI handler cannot write (SDM vol. 3C 24.6.9): those that the monitor stands on. A write exits.
namespace stm::smi {

inline constexpr uint32_t kBitmapWords = 512;
inline constexpr uint32_t kLowWrites = 256; // where writes of MSRs from 0 begin

// Bits of two words of the bitmap: policy/layout.h names the MSRs.
inline constexpr uint32_t kSmmMonitorWord = kLowWrites + static_cast<uint32_t>(kSmmMonitorCtl / 64);
inline constexpr uint64_t kSmmMonitorBit = 1ull << (kSmmMonitorCtl % 64);
inline constexpr uint32_t kSmrrWord = kLowWrites + static_cast<uint32_t>(kSmrrPhysBase / 64);
inline constexpr uint64_t kSmrrBits = 3ull << (kSmrrPhysBase % 64);

/*@
  logic integer BitmapWord(integer i) = i == kSmmMonitorWord ? kSmmMonitorBit : i == kSmrrWord ? kSmrrBits : 0;
*/

/*@ requires \valid(words + (0 .. kBitmapWords - 1));
    assigns words[0 .. kBitmapWords - 1];
    ensures REQ_POL_12_writes_exit: \forall integer i; 0 <= i < kBitmapWords ==> words[i] == BitmapWord(i);
*/
void fill_msr_bitmap(uint64_t* words);

} // namespace stm::smi
