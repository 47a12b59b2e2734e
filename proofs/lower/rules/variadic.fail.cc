// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t first(uint32_t a, ...) {
    return a;
}
