// SPDX-License-Identifier: Apache-2.0
// A loop that writes more than it says is refused.
// refused: goal: f_loop_assigns
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing;
    ensures \result == n; */
uint32_t f(uint32_t n) {
  uint32_t sum = 0;
  /*@ loop invariant 0 <= i <= n && sum == i;
      loop assigns i;
      loop variant n - i; */
  for (uint32_t i = 0; i < n; ++i) sum = sum + 1;
  return sum;
}
