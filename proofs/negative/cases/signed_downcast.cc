// SPDX-License-Identifier: Apache-2.0
// A conversion of a value that the signed type cannot hold is refused.
// refused: goal: f_assert_rte_signed_downcast
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
int8_t f(int32_t x) { return static_cast<int8_t>(x); }
