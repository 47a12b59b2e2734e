// SPDX-License-Identifier: Apache-2.0
// Separation that only the memory model assumes is refused.
// function: f contract /*@ requires \valid(p); assigns *p, level; ensures *p == 1 && level == 2; */
// refused: hypothesis: \separated(p, &level)
#include <stdint.h>

uint32_t level = 0;

/*@ requires \valid(p); assigns *p, level; ensures *p == 1 && level == 2; */
void f(uint32_t *p) { *p = 1; level = 2; }
