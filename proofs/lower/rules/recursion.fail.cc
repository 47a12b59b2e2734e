// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t odd(uint32_t n);

//@ assigns \nothing;
uint32_t even(uint32_t n) {
    return n == 0 ? 1 : odd(n - 1);
}

uint32_t odd(uint32_t n) {
    return n == 0 ? 0 : even(n - 1);
}
