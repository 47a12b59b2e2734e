// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Bits of a 64-bit mask, so that who reads or makes a mask need not shift.
namespace stm {

inline constexpr uint64_t kAllBits = 0xffffffffffffffff;

/*@
  predicate Bit(integer mask, integer b) = ((mask >> b) & 1) == 1;
*/

/*@ requires b < 64;
    assigns \nothing;
    ensures \result <==> Bit(mask, b);
*/
[[nodiscard]] bool has_bit(uint64_t mask, uint64_t b);

/*@ requires b < 64;
    assigns \nothing;
    ensures own: Bit(\result, b) <==> on;
    ensures kept: \forall integer c; 0 <= c < 64 && c != b ==> (Bit(\result, c) <==> Bit(mask, c));
*/
[[nodiscard]] uint64_t with_bit(uint64_t mask, uint64_t b, bool on);

} // namespace stm
