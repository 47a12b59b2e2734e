// SPDX-License-Identifier: Apache-2.0
// A behavior that never applies is refused.
// refused: smoke: f_wp_smoke_high_assumes
#include <stdint.h>

/*@ requires x < 100;
    assigns \nothing;
    behavior low:
      assumes x < 100;
      ensures \result == x;
    behavior high:
      assumes x > 200;
      ensures \result == 12; */
uint32_t f(uint32_t x) { return x; }
