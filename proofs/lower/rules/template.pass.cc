// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}
