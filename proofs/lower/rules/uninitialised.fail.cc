// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t step(bool even) {
    uint32_t size;
    if (even) size = 2;
    return size;
}
