// SPDX-License-Identifier: Apache-2.0
// A caller does not learn what a too wide frame gives away.
// refused: goal: f_ensures_kept
#include <stdint.h>

struct Pair {
  uint32_t first, second;
};

/*@ requires \valid(p);
    assigns *p;
    ensures p->first == 1; */
void set_first(Pair* p) { p->first = 1; }

/*@ requires \valid(p);
    assigns *p;
    ensures kept: p->second == \old(p->second); */
void f(Pair* p) { set_first(p); }
