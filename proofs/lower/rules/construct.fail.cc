// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t bits(uint32_t x) {
    return static_cast<uint32_t>(__builtin_popcount(x));
}
