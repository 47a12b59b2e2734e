// SPDX-License-Identifier: Apache-2.0
// An axiom that says something else than the one in the ledger is refused.
// ledger: | `T-1` | axiom | `level_zero@63df5553fed5` | `cases/other_axiom_than_listed.cc` | a test | none | none |
// refused: ledger: T-1
#include <stdint.h>

/*@ axiomatic LevelFacts {
      logic integer Level(integer x);
      axiom level_zero: Level(0) == 1;
    } */

/*@ assigns \nothing;
    ensures \result == Level(0); */
uint32_t f() { return 1; }
