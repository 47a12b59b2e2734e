// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Options {
    uint32_t depth;
};

//@ assigns \nothing;
Options standard() {
    return Options{.depth = 4};
}
