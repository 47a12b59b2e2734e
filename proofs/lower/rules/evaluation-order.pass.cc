// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Counter {
    uint32_t n;
};

/*@ requires \valid(&c);
    assigns c; */
uint32_t next(Counter& c) {
    c.n = 1;
    return 1;
}

/*@ requires \valid(&c);
    assigns c; */
uint32_t sum(Counter& c) {
    uint32_t const stepped = next(c);
    return stepped + c.n;
}
