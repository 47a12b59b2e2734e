// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum class Status : uint8_t { Ok, Invalid };

//@ assigns \nothing;
Status check(uint32_t x) {
    return x > 9 ? Status::Invalid : Status::Ok;
}
