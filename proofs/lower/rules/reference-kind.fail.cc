// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Table {
    uint32_t at[4];
};

/*@ requires \valid(&t) && i < 4;
    assigns \nothing; */
uint32_t const& entry(Table const& t, uint32_t i) {
    return t.at[i];
}
