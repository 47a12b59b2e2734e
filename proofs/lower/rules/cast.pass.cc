// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint8_t low(uint32_t x) {
    return static_cast<uint8_t>(x & 0xff);
}
