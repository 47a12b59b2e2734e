// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t step(uint32_t x, uint32_t by = 1) {
    return x + by;
}
