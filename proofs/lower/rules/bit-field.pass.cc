// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Entry {
    uint64_t bits;
};

//@ assigns \nothing;
uint64_t frame(Entry const& e) {
    return e.bits >> 12;
}
