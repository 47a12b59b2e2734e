// SPDX-License-Identifier: Apache-2.0
// Reading through a pointer that may be null is refused.
// refused: goal: f_assert_rte_mem_access
#include <stdint.h>

/*@ assigns \nothing;
    ensures \true; */
uint32_t f(uint32_t const* p) { return *p; }
