// SPDX-License-Identifier: Apache-2.0
// A loop that does not say what changes is refused.
// function: f loops 1 contract /*@ requires n < 1000; assigns \nothing; ensures \result == n; */
// refused: assigns: Missing assigns clause
// refused: goal: f_assigns
// refused: goal: f_ensures
#include <stdint.h>

/*@ requires n < 1000; assigns \nothing; ensures \result == n; */
uint32_t f(uint32_t n) {
  uint32_t i = 0;
  /*@ loop invariant 0 <= i <= n; loop variant n - i; */
  while (i < n) { i = i + 1u; }
  return i;
}
