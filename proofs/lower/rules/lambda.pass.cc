// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
static uint32_t twice(uint32_t x) {
    return 2 * x;
}

//@ assigns \nothing;
uint32_t four(uint32_t x) {
    return twice(twice(x));
}
