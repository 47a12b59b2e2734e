// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Four {
    uint32_t at[4];
};

/*@ requires \valid_read(&f);
    assigns \nothing; */
bool has(Four const& f, uint32_t x) {
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i;
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; ++i) {
        if (f.at[i] == x) return true;
    }
    return false;
}
