// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

#define LIMIT 8

//@ assigns \nothing;
bool fits(uint32_t x) {
    return x < 8;
}
