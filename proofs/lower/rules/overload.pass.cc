// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t half32(uint32_t x) {
    return x / 2;
}

//@ assigns \nothing;
uint64_t half64(uint64_t x) {
    return x / 2;
}
