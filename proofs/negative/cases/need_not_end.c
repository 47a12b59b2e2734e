// SPDX-License-Identifier: Apache-2.0
// A contract that lets the function run for ever is refused.
// function: f contract /*@ terminates \false; assigns \nothing; ensures \result == n; */
// refused: termination: terminates \false
#include <stdint.h>

/*@ terminates \false; assigns \nothing; ensures \result == n; */
uint32_t f(uint32_t n) { return n; }
