// SPDX-License-Identifier: Apache-2.0
// Separation that the contract requires is accepted.
// function: f contract /*@ requires \valid(p) && \separated(p, &level); assigns *p, level; ensures *p == 1 && level == 2; */
#include <stdint.h>

uint32_t level = 0;

/*@ requires \valid(p) && \separated(p, &level); assigns *p, level; ensures *p == 1 && level == 2; */
void f(uint32_t *p) { *p = 1; level = 2; }
