// SPDX-License-Identifier: Apache-2.0
// An unsigned product that wraps around is refused.
// refused: goal: f_assert_rte_unsigned_overflow
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
uint64_t f(uint64_t pages) { return pages * 4096u; }
