// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ requires x < 10 && (y > 2 || y == 0);
    assigns \nothing; */
uint32_t sum(uint32_t x, uint32_t y) {
    return x + y;
}
