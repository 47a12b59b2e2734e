// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/event.h"

#include "monitor/bytes/copy.h"

namespace stm::log {

void set_nothing(EventData& data) {
    /*@ loop invariant range: 0 <= k <= kDataWords;
        loop invariant zero: \forall integer j; 0 <= j < k ==> data.word[j] == 0;
        loop assigns k, data.word[0 .. kDataWords - 1];
        loop variant kDataWords - k;
    */
    for (uint32_t k = 0; k < kDataWords; ++k) {
        data.word[k] = 0;
    }
}

void set_function(EventData& data, uint32_t function) {
    set_nothing(data);
    data.word[0] = function;
}

void set_domain(EventData& data, uint64_t vmcs, uint8_t expected, uint8_t degraded) {
    set_nothing(data);
    data.word[0] = vmcs;
    data.word[1] = uint64_t{expected} + 0x100 * uint64_t{degraded};
}

void set_resource(EventData& data, arch::Page const& page, uint32_t offset, uint32_t length) {
    copy_bytes(data.word, kDataWords, page.word, offset, length);
}

} // namespace stm::log
