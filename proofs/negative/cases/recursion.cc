// SPDX-License-Identifier: Apache-2.0
// A function that calls itself is refused before any proof.
// refused: lowering: recursion
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == 0; */
uint32_t f(uint32_t n) { return n == 0u ? 0u : f(n - 1u); }
