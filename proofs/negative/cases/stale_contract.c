// SPDX-License-Identifier: Apache-2.0
// A unit that relies on another contract than its callee proves is refused.
// with: stale_contract.other.c
// function: f contract /*@ assigns \nothing; ensures \result < 4; */
// function: read declared contract /*@ assigns \nothing; ensures \result < 4; */
// refused: callee: uses another contract
#include <stdint.h>

/*@ assigns \nothing; ensures \result < 4; */
uint32_t read(void);
/*@ assigns \nothing; ensures \result < 4; */
uint32_t f(void) { return read(); }
