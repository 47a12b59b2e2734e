// SPDX-License-Identifier: Apache-2.0
// A precondition that nobody can meet is refused.
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ requires x < 4 && x > 9;
    assigns \nothing;
    ensures \result == 12; */
uint32_t f(uint32_t x) { return x; }
