// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/io_state.h"

namespace stm::domains {

/*@ assigns \nothing;
    ensures \result == IoBytes(qualification);
*/
[[nodiscard]] static uint32_t bytes(uint64_t qualification) {
    switch (qualification % 8) {
    case 3: return 4;
    case 1: return 2;
    default: return 1;
    }
}

/*@ assigns \nothing;
    ensures \result == IoTypeOf(qualification);
*/
[[nodiscard]] static uint32_t type(uint64_t qualification) {
    auto const in = static_cast<uint32_t>(qualification / 8 % 2);
    auto const string = static_cast<uint32_t>(qualification / 0x10 % 2);
    auto const rep = static_cast<uint32_t>(qualification / 0x20 % 2);
    auto const immediate = static_cast<uint32_t>(qualification / 0x40 % 2);
    return string == 1 ? in + 2 + 4 * rep : in + 8 * immediate;
}

uint32_t io_misc(uint64_t qualification) {
    auto const port = static_cast<uint32_t>(qualification / 0x10000 % 0x10000);
    return 1 + 2 * bytes(qualification) + 0x10 * type(qualification) + 0x10000 * port;
}

uint64_t io_mem_addr(uint64_t qualification, uint64_t linear) {
    return qualification / 0x10 % 2 == 1 ? linear : 0;
}

uint64_t io_span(uint64_t qualification) {
    switch (qualification % 8) {
    case 3: return 0x100000000;
    case 1: return 0x10000;
    default: return 0x100;
    }
}

} // namespace stm::domains
