// SPDX-License-Identifier: Apache-2.0
// A module that has lost a function is refused.
// baseline: 2
// refused: count: 1 functions, 2 in
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == 1; */
uint32_t f() { return 1; }
