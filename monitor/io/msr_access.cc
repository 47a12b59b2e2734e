// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_access.h"

namespace stm::io {

uint64_t merged(uint64_t before, uint64_t wanted, uint64_t mask) {
    return (before & ~mask) | (wanted & mask);
}

uint64_t visible(uint64_t value, uint64_t mask) {
    return value & mask;
}

/*@ assigns \nothing;
    ensures \result <==> (\forall integer b; 0 <= b < 64 ==> Bit(mask, b));
*/
[[nodiscard]] static bool is_whole(uint64_t mask) {
    /*@ loop invariant range: 0 <= b <= 64;
        loop invariant below: \forall integer c; 0 <= c < b ==> Bit(mask, c);
        loop assigns b;
        loop variant 64 - b;
    */
    for (uint64_t b = 0; b < 64; ++b) {
        bool const has = has_bit(mask, b);
        if (!has) return false;
    }
    return true;
}

uint64_t read_masked(uint32_t msr, uint64_t mask) {
    uint64_t const value = arch::read_msr(static_cast<abi::Msr>(msr));
    return visible(value, mask);
}

void write_masked(uint32_t msr, uint64_t mask, uint64_t value) {
    bool const whole = is_whole(mask);
    if (whole) {
        arch::write_msr(static_cast<abi::Msr>(msr), value);
        return;
    }
    uint64_t const before = arch::read_msr(static_cast<abi::Msr>(msr));
    arch::write_msr(static_cast<abi::Msr>(msr), merged(before, value, mask));
}

} // namespace stm::io
