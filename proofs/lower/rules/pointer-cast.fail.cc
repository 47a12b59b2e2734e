// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Header {
    uint32_t size;
};

//@ assigns \nothing;
Header const* header(uint64_t const* words) {
    return reinterpret_cast<Header const*>(words);
}
