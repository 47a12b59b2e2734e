// SPDX-License-Identifier: Apache-2.0
// A loop without a variant is refused before any proof.
// refused: lowering: loop-variant
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing;
    ensures \true; */
void f(uint32_t n) {
  /*@ loop invariant 0 <= i <= n;
      loop assigns i; */
  for (uint32_t i = 0; i < n; ++i) {
  }
}
