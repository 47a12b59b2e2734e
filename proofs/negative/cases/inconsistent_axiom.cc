// SPDX-License-Identifier: Apache-2.0
// An axiom that contradicts itself is refused, though it is in the ledger.
// ledger: | `T-1` | axiom | `level_zero@fd57502fe0ab` | `cases/inconsistent_axiom.cc` | a test | none | none |
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ axiomatic LevelFacts {
      logic integer Level(integer x);
      axiom level_zero: \forall integer x; Level(x) == Level(x) + 1;
    } */

/*@ requires x == Level(0);
    assigns \nothing;
    ensures \result == Level(1); */
uint32_t f(uint32_t x) { return x; }
