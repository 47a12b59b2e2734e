// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
static uint32_t one() {
    return 1;
}

//@ assigns \nothing;
uint32_t two() {
    return 1 + one();
}
