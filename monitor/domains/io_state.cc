// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/io_state.h"

namespace stm::domains {

uint8_t io_bytes(uint64_t qualification) {
    uint8_t const size = io::size_of(qualification);
    return size == 0 ? uint8_t{1} : size;
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
    return 1 + 2 * uint32_t{io_bytes(qualification)} + 0x10 * type(qualification) + 0x10000 * port;
}

uint64_t io_mem_addr(uint64_t qualification, uint64_t linear) {
    return qualification / 0x10 % 2 == 1 ? linear : 0;
}

} // namespace stm::domains
