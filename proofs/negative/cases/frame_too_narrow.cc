// SPDX-License-Identifier: Apache-2.0
// A function that writes more than its contract says is refused.
// refused: goal: f_assigns
#include <stdint.h>

struct Pair {
  uint32_t first, second;
};

/*@ requires \valid(p);
    assigns p->first;
    ensures p->first == 1; */
void f(Pair* p) {
  p->first = 1;
  p->second = 2;
}
