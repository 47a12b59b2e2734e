// SPDX-License-Identifier: Apache-2.0
// Two units whose functions call each other are refused.
// with: recursion_over_units.other.c
// function: ping calls pong contract /*@ assigns \nothing; ensures \result == 0; */
// function: pong declared contract /*@ assigns \nothing; ensures \result == 0; */
// refused: termination: it calls itself, through other functions
#include <stdint.h>

/*@ assigns \nothing; ensures \result == 0; */
uint32_t pong(uint32_t n);
/*@ assigns \nothing; ensures \result == 0; */
uint32_t ping(uint32_t n) { return pong(n); }
