// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ requires \valid_read(slot); assigns \nothing;
uint32_t read(uint32_t const volatile* slot) {
    return *slot;
}
