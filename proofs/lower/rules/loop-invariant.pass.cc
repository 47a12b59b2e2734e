// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ requires n < 1000;
    assigns \nothing; */
uint32_t count(uint32_t n) {
    uint32_t sum = 0;
    /*@ loop invariant 0 <= i <= n && sum == i;
        loop assigns i, sum;
        loop variant n - i; */
    for (uint32_t i = 0; i < n; ++i)
        sum = sum + 1;
    return sum;
}
