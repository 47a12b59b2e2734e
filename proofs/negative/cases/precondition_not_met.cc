// SPDX-License-Identifier: Apache-2.0
// A call that does not meet the precondition is refused.
// refused: goal: half_requires
#include <stdint.h>

/*@ requires even: x % 2 == 0;
    assigns \nothing;
    ensures \result * 2 == x; */
uint32_t half(uint32_t x) { return x / 2u; }

/*@ assigns \nothing;
    ensures \true; */
uint32_t f(uint32_t x) { return half(x); }
