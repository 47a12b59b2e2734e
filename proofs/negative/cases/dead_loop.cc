// SPDX-License-Identifier: Apache-2.0
// A loop whose body is never entered is refused.
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ requires n == 0;
    assigns \nothing;
    ensures \result == 0; */
uint32_t f(uint32_t n) {
  uint32_t sum = 0;
  /*@ loop invariant 0 <= i <= n && sum == 0;
      loop assigns i, sum;
      loop variant n - i; */
  for (uint32_t i = 0; i < n; ++i) sum = 1;
  return sum;
}
