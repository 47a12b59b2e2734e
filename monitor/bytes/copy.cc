// SPDX-License-Identifier: Apache-2.0
#include "monitor/bytes/copy.h"

namespace stm {

void copy_bytes(uint64_t* to, uint32_t words, uint64_t const* from, uint32_t offset, uint32_t length) {
    /*@ loop invariant range: 0 <= b <= 8 * words;
        loop invariant source: SameWords{Pre, Here}(from, (offset + length + 7) / 8);
        loop invariant copied: \forall integer c; 0 <= c < b && c < length ==>
          ByteAt(to, c) == ByteAt{Pre}(from, offset + c);
        loop invariant zeros: \forall integer c; length <= c < b ==> ByteAt(to, c) == 0;
        loop assigns b, to[0 .. words - 1];
        loop variant 8 * words - b;
    */
    for (uint32_t b = 0; b < 8 * words; ++b) {
        uint64_t value = 0;
        if (b < length) value = byte_at(from, offset + b);
        //@ assert value: b < length ==> value == ByteAt{Pre}(from, offset + b);
        put_byte(to, b, value);
    }
}

} // namespace stm
