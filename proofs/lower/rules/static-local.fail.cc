// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t note() {
    static uint32_t count = 0;
    return count;
}
