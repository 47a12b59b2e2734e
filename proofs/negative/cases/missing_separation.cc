// SPDX-License-Identifier: Apache-2.0
// A function that forgets that its pointers may be the same is refused.
// refused: goal: f_ensures_both
#include <stdint.h>

/*@ requires \valid(p) && \valid(q);
    assigns *p, *q;
    ensures both: *p == 1 && *q == 2; */
void f(uint32_t* p, uint32_t* q) {
  *p = 1;
  *q = 2;
}
