// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t high(uint64_t whole) {
    return static_cast<uint32_t>(whole >> 32);
}
