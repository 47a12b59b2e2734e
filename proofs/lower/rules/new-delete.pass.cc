// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns slot;
void fill(uint32_t& slot) {
    slot = 1;
}
