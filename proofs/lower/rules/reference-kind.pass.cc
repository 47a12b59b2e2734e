// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Table {
    uint32_t at[4];
};

/*@ requires \valid_read(&t) && i < 4;
    assigns \nothing;
    ensures \result == t.at[i]; */
uint32_t entry(Table const& t, uint32_t i) {
    return t.at[i];
}
