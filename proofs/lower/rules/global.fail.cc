// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

uint32_t count = 0;

//@ assigns \nothing;
uint32_t one() {
    return 1;
}
