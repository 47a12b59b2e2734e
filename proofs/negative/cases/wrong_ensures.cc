// SPDX-License-Identifier: Apache-2.0
// A postcondition that is wrong for one value is refused.
// refused: goal: f_ensures_least
#include <stdint.h>

/*@ assigns \nothing;
    ensures least: \result <= a && \result < b; */
uint32_t f(uint32_t a, uint32_t b) { return a < b ? a : b; }
