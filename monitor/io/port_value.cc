// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_value.h"

namespace stm::io {

/*@ requires size == 1 || size == 2 || size == 4;
    assigns \nothing;
    ensures \result == Span(size);
*/
[[nodiscard]] static uint64_t span(uint8_t size) {
    if (size == 1) return 0x100;
    if (size == 2) return 0x10000;
    return 0x100000000;
}

uint32_t nobody(uint8_t size) {
    return static_cast<uint32_t>(span(size) - 1);
}

uint64_t after_input(uint64_t rax, uint8_t size, uint32_t value) {
    if (size == 4) return value;
    if (size == 2) return rax / 0x10000 * 0x10000 + value % 0x10000;
    return rax / 0x100 * 0x100 + value % 0x100;
}

uint32_t output_of(uint64_t rax, uint8_t size) {
    return static_cast<uint32_t>(rax % span(size));
}

} // namespace stm::io
