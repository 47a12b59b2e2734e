// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ assigns \nothing;
    behavior zero:
      assumes x == 0;
      ensures \result; */
bool is_zero(uint32_t x) {
    return x == 0;
}
