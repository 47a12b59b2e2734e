// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Header {
    uint32_t size;
};

//@ requires \valid_read(h); assigns \nothing;
uint32_t size(Header const* h) {
    return h->size;
}
