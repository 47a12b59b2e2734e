// SPDX-License-Identifier: Apache-2.0
// A branch that no allowed call reaches is refused.
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ requires x < 100;
    assigns \nothing;
    ensures \result <= 100; */
uint32_t f(uint32_t x) {
  if (x > 200u) return 7u;
  return x;
}
