// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ requires \valid(&n) && n < 100;
    assigns n; */
uint32_t next(uint32_t& n) {
    ++n;
    return n;
}
