// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t sum(uint32_t a, uint32_t b) {
    {
        uint32_t const a = b;
        return a;
    }
}
