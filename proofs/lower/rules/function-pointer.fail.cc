// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t call(uint32_t (*which)()) {
    return which();
}
