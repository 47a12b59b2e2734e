// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/area.h"

namespace stm::domains {

uint32_t dword(SaveStateArea const& area, uint32_t n) {
    uint64_t const word = area.word[n / 2];
    return static_cast<uint32_t>(n % 2 == 0 ? word % 0x100000000 : word / 0x100000000);
}

uint64_t wide(SaveStateArea const& area, uint32_t n) {
    uint64_t const low = dword(area, n);
    uint64_t const high = dword(area, n + 1);
    return low + 0x100000000 * high;
}

} // namespace stm::domains
