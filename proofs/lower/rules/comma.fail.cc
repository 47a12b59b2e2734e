// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t second(uint32_t a, uint32_t b) {
    return a, b;
}
