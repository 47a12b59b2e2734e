// SPDX-License-Identifier: Apache-2.0
// A right shift of a negative number is refused.
// refused: goal: f_assert_rte_shift
#include <stdint.h>

/*@ requires n < 31;
    assigns \nothing;
    ensures \true; */
int32_t f(int32_t x, uint32_t n) { return x >> n; }
