// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

/*@ behavior zero:
    assumes x == 0;
    assigns \nothing;
    ensures \result; */
bool is_zero(uint32_t x) {
    return x == 0;
}
