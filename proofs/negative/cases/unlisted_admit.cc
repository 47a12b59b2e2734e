// SPDX-License-Identifier: Apache-2.0
// An admit that is not in the ledger is refused.
// refused: admit: f/low
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result < 10; */
uint32_t f(uint32_t x) {
  //@ admit low: x < 10;
  return x;
}
