// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t two(uint32_t x) {
    [x] { return 2 * x; };
    return x;
}
