// SPDX-License-Identifier: Apache-2.0
// An assumption that another unit proves is refused.
// with: proven_but_assumed.other.c
// ledger: | `T-1` | contract | `read` | `cases/proven_but_assumed.c` | a test | none | none |
// function: f contract /*@ assigns \nothing; ensures \result < 4; */
// function: read declared contract /*@ assigns \nothing; ensures \result < 4; */
// refused: ledger: T-1
#include <stdint.h>

/*@ assigns \nothing; ensures \result < 4; */
uint32_t read(void);
/*@ assigns \nothing; ensures \result < 4; */
uint32_t f(void) { return read(); }
