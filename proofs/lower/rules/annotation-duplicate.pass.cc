// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == x; */
uint32_t same(uint32_t x);

uint32_t same(uint32_t x) {
    return x;
}
