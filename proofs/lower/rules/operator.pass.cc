// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Address {
    uint64_t value;
};

//@ assigns \nothing;
bool same(Address a, Address b) {
    return a.value == b.value;
}
