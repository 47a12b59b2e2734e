// SPDX-License-Identifier: Apache-2.0
// A bound variable that hides a parameter is refused.
// refused: lowering: annotation-shadow
#include <stdint.h>

/*@ requires \forall integer n; 0 <= n < 10 ==> n < 100;
    assigns \nothing;
    ensures \result == n; */
uint32_t f(uint32_t n) { return n; }
