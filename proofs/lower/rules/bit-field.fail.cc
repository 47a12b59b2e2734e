// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Entry {
    uint64_t flags : 12;
    uint64_t frame : 52;
};

//@ assigns \nothing;
uint64_t whole(Entry const& e, uint64_t x) {
    return x;
}
