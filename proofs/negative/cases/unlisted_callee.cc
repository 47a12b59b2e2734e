// SPDX-License-Identifier: Apache-2.0
// A contract that nobody proves is refused.
// refused: callee: read
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result < 4; */
uint32_t read();

/*@ assigns \nothing;
    ensures \result < 4; */
uint32_t f() { return read(); }
