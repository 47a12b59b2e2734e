// SPDX-License-Identifier: Apache-2.0
// Behaviors that overlap are refused.
// refused: goal: f_disjoint
#include <stdint.h>

/*@ assigns \nothing;
    behavior low:
      assumes x <= 10;
      ensures \result <= 1;
    behavior high:
      assumes x >= 10;
      ensures \result == 1;
    complete behaviors;
    disjoint behaviors; */
uint32_t f(uint32_t x) { return x < 10u ? 0u : 1u; }
