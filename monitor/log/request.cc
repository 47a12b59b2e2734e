// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/request.h"

namespace stm::log {

uint32_t sub_function(arch::Page const& request) {
    return static_cast<uint32_t>(request.word[0] % 0x100000000);
}

uint32_t argument(arch::Page const& request) {
    return static_cast<uint32_t>(request.word[0] / 0x100000000);
}

/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures \result <==> Usable(&layout, limit, address);
*/
[[nodiscard]] static bool is_usable(Layout const& layout, uint64_t limit, uint64_t address) {
    uint64_t const page = address / kPageSize;
    bool const in_tseg = layout.tseg_first <= page && page <= layout.tseg_last;
    bool const in_low_smram = kLowSmramFirst <= page && page <= kLowSmramLast;
    return address % kPageSize == 0 && address < limit && !in_tseg && !in_low_smram;
}

bool all_usable(arch::Page const& request, Layout const& layout, uint64_t limit, uint32_t n) {
    /*@ loop invariant range: 0 <= k <= n;
        loop invariant usable: AllUsable(&request, &layout, limit, k);
        loop assigns k;
        loop variant n - k;
    */
    for (uint32_t k = 0; k < n; ++k) {
        bool const usable = is_usable(layout, limit, request.word[1 + k]);
        if (!usable) return false;
    }
    return true;
}

} // namespace stm::log
