// SPDX-License-Identifier: Apache-2.0
// A loop whose variant the lowering lost is refused.
// function: f loops 1 contract /*@ requires n < 1000; assigns \nothing; ensures \result == n; */
// baseline: 1
// refused: termination: f_terminates
// refused: termination: 1 loops, 0 variants
#include <stdint.h>

/*@ requires n < 1000; assigns \nothing; ensures \result == n; */
uint32_t f(uint32_t n) {
  uint32_t i = 0;
  /*@ loop invariant 0 <= i <= n; loop assigns i; */
  while (i < n) { i = i + 1u; }
  return i;
}
