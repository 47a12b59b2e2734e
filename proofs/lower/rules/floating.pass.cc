// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t half(uint32_t x) {
    return x / 2;
}
