// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Pair {
    uint32_t first;
    uint32_t second;
};

/*@ assigns \nothing;
    ensures \result == (even ? 2 : 1); */
uint32_t step(bool even) {
    uint32_t size = 1;
    if (even) size = 2;
    Pair const none = {};
    return size + none.first;
}
