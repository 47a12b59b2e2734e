// SPDX-License-Identifier: Apache-2.0
// The other unit of stale_contract.c.
// function: read contract /*@ assigns \nothing; ensures \result < 8; */
#include <stdint.h>

/*@ assigns \nothing; ensures \result < 8; */
uint32_t read(void) { return 7u; }
