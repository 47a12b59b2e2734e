// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Base {
    uint32_t a;
};

struct Whole : Base {
    uint32_t b;
};

//@ assigns \nothing;
uint32_t one() {
    return 1;
}
