// SPDX-License-Identifier: Apache-2.0
// A division by a number that may be zero is refused.
// refused: goal: f_assert_rte_division_by_zero
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
uint32_t f(uint32_t a, uint32_t b) { return a / b; }
