// SPDX-License-Identifier: Apache-2.0
// A shift by the width of the type is refused.
// refused: goal: f_assert_rte_shift
#include <stdint.h>

/*@ requires n <= 64;
    assigns \nothing;
    ensures \true; */
uint64_t f(uint64_t x, uint32_t n) { return x >> n; }
