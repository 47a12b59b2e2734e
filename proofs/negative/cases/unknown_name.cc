// SPDX-License-Identifier: Apache-2.0
// A name that does not exist is refused.
// refused: lowering: annotation-name
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == limit; */
uint32_t f() { return 1; }
