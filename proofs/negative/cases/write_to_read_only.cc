// SPDX-License-Identifier: Apache-2.0
// Writing where only reading is allowed is refused.
// refused: goal: f_assert_rte_mem_access
#include <stdint.h>

/*@ requires \valid_read(p);
    assigns *p;
    ensures *p == 1; */
void f(uint32_t* p) { *p = 1; }
