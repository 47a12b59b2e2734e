// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t limited(uint32_t x) {
    if (x > 9) goto over;
    return x;
over:
    return 9;
}
