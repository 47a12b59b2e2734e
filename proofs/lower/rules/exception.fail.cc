// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t check(uint32_t x) {
    if (x > 9) throw x;
    return x;
}
