// SPDX-License-Identifier: Apache-2.0
// An index one past the end is refused.
// refused: goal: f_assert_rte_index_bound
#include <stdint.h>

struct Table {
  uint32_t entries[8];
};

/*@ requires \valid_read(t) && i <= 8;
    assigns \nothing;
    ensures \true; */
uint32_t f(Table const* t, uint32_t i) { return t->entries[i]; }
