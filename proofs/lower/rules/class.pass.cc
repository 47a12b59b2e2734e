// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Pair {
    struct Half {
        uint32_t value;
    };
    Half first;
    Half second;
};

//@ assigns \nothing;
uint32_t first(Pair const& p) {
    return p.first.value;
}
