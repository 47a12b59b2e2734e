// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t bits(uint32_t x) {
    uint32_t const low = x & 1;
    return low + (x >> 1 & 1);
}
