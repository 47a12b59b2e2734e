// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t limited(uint32_t x) {
    switch (x) {
    case 0: return 1;
    default:
        if (x > 9) return 9;
        return x;
    }
}
