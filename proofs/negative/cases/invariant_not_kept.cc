// SPDX-License-Identifier: Apache-2.0
// A loop invariant that the body breaks is refused.
// refused: goal: f_loop_invariant
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing;
    ensures \result == n; */
uint32_t f(uint32_t n) {
  uint32_t sum = 0;
  /*@ loop invariant 0 <= i <= n && sum == i;
      loop assigns i, sum;
      loop variant n - i; */
  for (uint32_t i = 0; i < n; ++i) sum = sum + 2;
  return sum;
}
