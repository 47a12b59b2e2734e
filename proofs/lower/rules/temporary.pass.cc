// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Range {
    uint32_t first;
    uint32_t count;
};

//@ requires \valid_read(&r); assigns \nothing;
bool empty(Range const& r) {
    return r.count == 0;
}

//@ assigns \nothing;
bool test() {
    Range const r{.first = 1, .count = 2};
    return empty(r);
}
