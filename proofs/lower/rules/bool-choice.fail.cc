// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
bool fits(bool strict, uint32_t x) {
    return strict ? x < 8 : x <= 8;
}
