// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t one() {
    return 1;
}

//@ assigns \nothing;
uint32_t call(uint32_t which) {
    switch (which) {
    case 1: return one();
    default: return 0;
    }
}
