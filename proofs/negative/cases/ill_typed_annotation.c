// SPDX-License-Identifier: Apache-2.0
// An annotation that Frama-C does not accept is refused.
// function: f contract /*@ assigns \nothing; ensures \result == limit; */
// refused: syntax: unbound logic variable limit
#include <stdint.h>

/*@ assigns \nothing; ensures \result == limit; */
uint32_t f(void) { return 1; }
