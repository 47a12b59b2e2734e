// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing; */
uint32_t odd(uint32_t n) {
    return n % 2;
}

/*@ requires n < 1000;
    assigns \nothing; */
uint32_t even(uint32_t n) {
    return odd(n + 1);
}
