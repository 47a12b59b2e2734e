// SPDX-License-Identifier: Apache-2.0
// A signed sum that overflows is refused.
// refused: goal: f_assert_rte_signed_overflow
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
int32_t f(int32_t a, int32_t b) { return a + b; }
