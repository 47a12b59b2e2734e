// SPDX-License-Identifier: Apache-2.0
// A conversion that loses the high bits is refused.
// refused: goal: f_assert_rte_unsigned_downcast
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
uint8_t f(uint32_t x) { return static_cast<uint8_t>(x); }
