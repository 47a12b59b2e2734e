// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct Empty {};

//@ assigns \nothing;
uint32_t one() {
    return 1;
}
