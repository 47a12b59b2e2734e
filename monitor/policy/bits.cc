// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/bits.h"

namespace stm {

bool has_bit(uint64_t mask, uint64_t b) {
    return ((mask >> b) & 1) != 0;
}

uint64_t with_bit(uint64_t mask, uint64_t b, bool on) {
    uint64_t const bit = uint64_t{1} << b;
    return on ? mask | bit : mask & ~bit;
}

} // namespace stm
