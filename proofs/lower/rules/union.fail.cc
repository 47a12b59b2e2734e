// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

union Word {
    uint64_t whole;
    uint32_t half[2];
};

//@ assigns \nothing;
uint32_t one() {
    return 1;
}
