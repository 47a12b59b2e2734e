// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/bits.h"

namespace stm {

bool has_bit(uint64_t mask, uint32_t b) {
    return ((mask >> b) & 1) != 0;
}

uint64_t with_bit(uint64_t mask, uint32_t b) {
    return mask | (uint64_t{1} << b);
}

uint64_t no_bits() {
    return 0;
}

} // namespace stm
