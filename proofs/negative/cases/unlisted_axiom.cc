// SPDX-License-Identifier: Apache-2.0
// An axiom that is not in the ledger is refused.
// refused: axiom: level_zero
#include <stdint.h>

/*@ axiomatic LevelFacts {
      logic integer Level(integer x);
      axiom level_zero: Level(0) == 0;
    } */

/*@ assigns \nothing;
    ensures \result == Level(0); */
uint32_t f() { return 0; }
