// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/record.h"

namespace stm::resources {

void record_descriptor(uint64_t const* words, uint32_t o, [[maybe_unused]] uint32_t bytes, Record& record) {
    uint64_t const length = half_at(words, o + 4);
    /*@ loop invariant range: 0 <= b <= kRecordBytes;
        loop invariant source: SameWords{Pre, Here}(words, (bytes + 7) / 8);
        loop invariant copied: \forall integer c; 0 <= c < b && c < length ==>
          ByteAt(&record.word[0], c) == ByteAt{Pre}(words, o + c);
        loop invariant zeros: \forall integer c; length <= c < b ==> ByteAt(&record.word[0], c) == 0;
        loop assigns b, record;
        loop variant kRecordBytes - b;
    */
    for (uint32_t b = 0; b < kRecordBytes; ++b) {
        uint64_t value = 0;
        if (b < length) value = byte_at(words, o + b);
        //@ assert value: b < length ==> value == ByteAt{Pre}(words, o + b);
        put_byte(record.word, b, value);
    }
}

} // namespace stm::resources
