// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t limited(uint32_t x) {
    if (x > 9) return 9;
before:
    uint32_t const y = x;
    //@ assert same: y == \at(x, before);
    return y;
}
