// SPDX-License-Identifier: Apache-2.0
// Recursion that the lowering let through is refused.
// function: f contract /*@ assigns \nothing; ensures \result == 0; */
// refused: termination: f_terminates
// refused: termination: No 'decreases' clause
#include <stdint.h>

/*@ assigns \nothing; ensures \result == 0; */
uint32_t f(uint32_t n) { if (n == 0u) { return 0u; } return f(n - 1u); }
