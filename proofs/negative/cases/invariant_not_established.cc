// SPDX-License-Identifier: Apache-2.0
// A loop invariant that does not hold at first is refused.
// refused: smoke: f_check_redoubt_path_end
// refused: goal: f_loop_invariant
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing;
    ensures \result == n + 1; */
uint32_t f(uint32_t n) {
  uint32_t sum = 0;
  /*@ loop invariant 0 <= i <= n && sum == i + 1;
      loop assigns i, sum;
      loop variant n - i; */
  for (uint32_t i = 0; i < n; ++i) sum = sum + 1;
  return sum;
}
