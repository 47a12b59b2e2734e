// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Four {
    uint32_t at[4];
};

/*@ requires \valid_read(&f);
    assigns \nothing; */
bool has(Four const& f, uint32_t x) {
    for (uint32_t const y : f.at) {
        if (y == x) return true;
    }
    return false;
}
