// SPDX-License-Identifier: Apache-2.0
// A lemma that is false is refused.
// refused: goal: lemma_squares
#include <stdint.h>

//@ lemma squares: \forall integer x; x * x > 0;

/*@ assigns \nothing;
    ensures \result == 1; */
uint32_t f() { return 1; }
