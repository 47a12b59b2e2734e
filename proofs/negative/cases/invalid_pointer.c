// SPDX-License-Identifier: Apache-2.0
// A pointer beyond its object is refused, though nothing is read through it.
// function: f contract /*@ requires \valid_read(p); assigns \nothing; ensures \result <==> p + 2 == q; */
// refused: goal: f_assert_rte_pointer_value
#include <stdint.h>

/*@ requires \valid_read(p); assigns \nothing; ensures \result <==> p + 2 == q; */
_Bool f(const uint32_t *p, const uint32_t *q) { return p + 2 == q; }
