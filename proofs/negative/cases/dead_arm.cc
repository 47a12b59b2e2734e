// SPDX-License-Identifier: Apache-2.0
// An arm that no allowed call reaches is refused, though what is behind it is reached.
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ requires x < 100;
    assigns \nothing;
    ensures \result <= 100; */
uint32_t f(uint32_t x) {
  uint32_t y = x;
  if (x > 200u) y = 7u;
  return y;
}
