// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

inline constexpr uint32_t kLimit = 8;

//@ assigns \nothing;
bool fits(uint32_t x) {
    return x < kLimit && x != UINT32_MAX;
}
