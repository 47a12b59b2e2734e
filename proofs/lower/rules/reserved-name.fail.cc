// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t same(uint32_t restrict) {
    return restrict;
}
