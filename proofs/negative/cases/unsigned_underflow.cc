// SPDX-License-Identifier: Apache-2.0
// A difference below zero is refused.
// refused: goal: f_assert_rte_unsigned_overflow
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
uint64_t f(uint64_t first, uint64_t last) { return last - first; }
