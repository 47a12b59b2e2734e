// SPDX-License-Identifier: Apache-2.0
// The other unit of recursion_over_units.c.
// function: pong calls ping contract /*@ assigns \nothing; ensures \result == 0; */
// function: ping declared contract /*@ assigns \nothing; ensures \result == 0; */
#include <stdint.h>

/*@ assigns \nothing; ensures \result == 0; */
uint32_t ping(uint32_t n);
/*@ assigns \nothing; ensures \result == 0; */
uint32_t pong(uint32_t n) { return ping(n); }
