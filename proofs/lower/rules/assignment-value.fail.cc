// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns a, b;
void clear(uint32_t& a, uint32_t& b) {
    a = b = 0;
}
