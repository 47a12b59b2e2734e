// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/request.h"

namespace stm::log {

uint32_t sub_function(arch::Page const& request) {
    return static_cast<uint32_t>(request.word[0] % 0x100000000);
}

uint32_t argument(arch::Page const& request) {
    return static_cast<uint32_t>(request.word[0] / 0x100000000);
}

bool all_usable(arch::Page const& request, Layout const& layout, uint64_t limit, uint32_t n) {
    /*@ loop invariant range: 0 <= k <= n;
        loop invariant usable: AllUsable(&request, &layout, limit, k);
        loop assigns k;
        loop variant n - k;
    */
    for (uint32_t k = 0; k < n; ++k) {
        bool const usable = is_os_page(layout, limit, request.word[1 + k]);
        if (!usable) return false;
    }
    return true;
}

} // namespace stm::log
