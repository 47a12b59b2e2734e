// SPDX-License-Identifier: Apache-2.0
// A path whose end nobody asks about is noticed.
// lowering writes: ; instead of /*@ check redoubt_path_end: \false; */
// refused: missing: 1 paths end, 0 of them were looked at
#include <stdint.h>

/*@ requires x < 100;
    assigns \nothing;
    ensures \result == x; */
uint32_t f(uint32_t x) {
  return x;
}
