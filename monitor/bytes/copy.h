// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/bytes/bytes.h"

#include <stdint.h>

namespace stm {

inline constexpr uint32_t kMostCopy = 0x10000; // words of either side

// The `length` bytes from `offset` on, from the first byte of `to` on: cut off where that ends, after so many words, and
// with zeros behind them.
/*@ requires words <= kMostCopy && length <= 8 * kMostCopy - offset && offset <= 8 * kMostCopy;
    requires \valid(to + (0 .. words - 1)) && \valid_read(from + (0 .. (offset + length + 7) / 8 - 1));
    requires \separated(to + (0 .. words - 1), from + (0 .. (offset + length + 7) / 8 - 1));
    assigns to[0 .. words - 1];
    ensures REQ_EXC_04_bytes: \forall integer b; 0 <= b < 8 * words && b < length ==>
      ByteAt(to, b) == ByteAt{Pre}(from, offset + b);
    ensures REQ_EXC_04_zeros: \forall integer b; length <= b < 8 * words ==> ByteAt(to, b) == 0;
*/
void copy_bytes(uint64_t* to, uint32_t words, uint64_t const* from, uint32_t offset, uint32_t length);

} // namespace stm
