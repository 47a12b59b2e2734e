// SPDX-License-Identifier: Apache-2.0
// A function that the lowering lists and does not write is refused.
// function: f contract /*@ assigns \nothing; ensures \result == 1; */
// function: g contract /*@ assigns \nothing; ensures \result == 1; */
// refused: missing: g
#include <stdint.h>

/*@ assigns \nothing; ensures \result == 1; */
uint32_t f(void) { return 1u; }
