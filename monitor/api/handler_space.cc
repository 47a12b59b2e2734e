// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/handler_space.h"

namespace stm::api {

bool in_space(bool long_mode, uint64_t address, uint64_t bytes) {
    uint64_t const more = bytes - 1; // behind the first
    if (!long_mode) return address < kEndOf32Bits && more < kEndOf32Bits - address;
    if (address < kEndOfLowHalf) return more < kEndOfLowHalf - address;
    return address >= kHighHalf && more <= UINT64_MAX - address;
}

} // namespace stm::api
