// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace stm {

inline constexpr uint32_t kMsrBits = 64;

/*@
  predicate Bit(integer mask, integer b) = ((mask >> b) & 1) == 1;
*/

/*@ requires b < kMsrBits;
    assigns \nothing;
    ensures \result <==> Bit(mask, b);
*/
[[nodiscard]] bool has_bit(uint64_t mask, uint32_t b);

/*@ requires b < kMsrBits;
    assigns \nothing;
    ensures set: Bit(\result, b);
    ensures kept: \forall integer c; 0 <= c < kMsrBits && c != b ==> (Bit(\result, c) <==> Bit(mask, c));
*/
[[nodiscard]] uint64_t with_bit(uint64_t mask, uint32_t b);

/*@ assigns \nothing;
    ensures \forall integer c; 0 <= c < kMsrBits ==> !Bit(\result, c);
*/
[[nodiscard]] uint64_t no_bits();

} // namespace stm
