// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t step(uint32_t x, uint32_t by) {
    return x + by;
}

//@ assigns \nothing;
uint32_t next(uint32_t x) {
    return step(x, 1);
}
