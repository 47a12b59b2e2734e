// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

namespace {

//@ assigns \nothing;
uint32_t one() {
    return 1;
}

} // namespace

//@ assigns \nothing;
uint32_t two() {
    return 2;
}
