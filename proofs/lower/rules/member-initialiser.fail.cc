// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Options {
    uint32_t depth = 4;
};

//@ assigns \nothing;
uint32_t one() {
    return 1;
}
