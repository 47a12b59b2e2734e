// SPDX-License-Identifier: Apache-2.0
// A lemma that is false is refused.
// refused: goal: lemma_squares
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

//@ lemma squares: \forall integer x; x * x > 0;

/*@ assigns \nothing;
    ensures \result == 1; */
uint32_t f() { return 1; }
