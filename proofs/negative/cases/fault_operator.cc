// SPDX-License-Identifier: Apache-2.0
// A lowering that turns one comparison into another is refused.
// lowering writes: y > 11u instead of y > 10u
// refused: equality: IR equal 0/1
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result <= 10; */
uint32_t f(uint32_t x) {
  uint32_t y = x;
  if (y > 10u) y = 10u;
  return y;
}
