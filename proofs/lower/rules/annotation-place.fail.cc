// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
uint32_t twice(uint32_t x) {
    return x /*@ assert known: 0 <= x; */ << 1;
}

/*@ assigns \nothing; */
