// SPDX-License-Identifier: Apache-2.0
#include "monitor/bytes/bytes.h"

namespace stm {

/*@ requires k < 8;
    assigns \nothing;
    ensures \result == ByteOf(word, k) < 0x100;
*/
[[nodiscard]] static uint64_t byte_of(uint64_t word, uint32_t k) {
    switch (k) {
    case 0: return word % 256;
    case 1: return word / 256 % 256;
    case 2: return word / 256 / 256 % 256;
    case 3: return word / 256 / 256 / 256 % 256;
    case 4: return word / 256 / 256 / 256 / 256 % 256;
    case 5: return word / 256 / 256 / 256 / 256 / 256 % 256;
    case 6: return word / 256 / 256 / 256 / 256 / 256 / 256 % 256;
    default: return word / 256 / 256 / 256 / 256 / 256 / 256 / 256 % 256;
    }
}

// Byte k of a word that is replaced, or what it was.
/*@ requires at < 8 && k < 8 && value < 0x100;
    assigns \nothing;
    ensures \result == (k == at ? value : ByteOf(word, k)) < 0x100;
*/
[[nodiscard]] static uint64_t byte_after(uint64_t word, uint32_t at, uint64_t value, uint32_t k) {
    if (k == at) return value;
    return byte_of(word, k);
}

/*@ requires at < 8 && value < 0x100;
    assigns \nothing;
    ensures \forall integer k; 0 <= k < 8 ==> ByteOf(\result, k) == (k == at ? value : ByteOf(word, k));
*/
[[nodiscard]] static uint64_t with_byte(uint64_t word, uint32_t at, uint64_t value) {
    uint64_t const from7 = byte_after(word, at, value, 7);
    uint64_t const from6 = byte_after(word, at, value, 6) + 256 * from7;
    //@ assert from7: from6 / 256 == from7 && from6 < 0x10000;
    uint64_t const from5 = byte_after(word, at, value, 5) + 256 * from6;
    //@ assert from6: from5 / 256 == from6 && from5 < 0x1000000;
    uint64_t const from4 = byte_after(word, at, value, 4) + 256 * from5;
    //@ assert from5: from4 / 256 == from5 && from4 < 0x100000000;
    uint64_t const from3 = byte_after(word, at, value, 3) + 256 * from4;
    //@ assert from4: from3 / 256 == from4 && from3 < 0x10000000000;
    uint64_t const from2 = byte_after(word, at, value, 2) + 256 * from3;
    //@ assert from3: from2 / 256 == from3 && from2 < 0x1000000000000;
    uint64_t const from1 = byte_after(word, at, value, 1) + 256 * from2;
    //@ assert from2: from1 / 256 == from2 && from1 < 0x100000000000000;
    uint64_t const from0 = byte_after(word, at, value, 0) + 256 * from1;
    //@ assert from1: from0 / 256 == from1;
    return from0;
}

uint64_t byte_at(uint64_t const* words, uint32_t i) {
    return byte_of(words[i / 8], i % 8);
}

uint64_t half_at(uint64_t const* words, uint32_t i) {
    return byte_at(words, i) + 0x100 * byte_at(words, i + 1);
}

uint64_t word_at(uint64_t const* words, uint32_t i) {
    return half_at(words, i) + 0x10000 * half_at(words, i + 2);
}

uint64_t quad_at(uint64_t const* words, uint32_t i) {
    return word_at(words, i) + 0x100000000 * word_at(words, i + 4);
}

void put_byte(uint64_t* words, uint32_t i, uint64_t value) {
    words[i / 8] = with_byte(words[i / 8], i % 8, value);
    //@ assert same_word: \forall integer j; j / 8 != i / 8 ==> ByteAt(words, j) == ByteAt{Pre}(words, j);
    /*@ assert other_byte: \forall integer j; j >= 0 && j / 8 == i / 8 && j != i ==>
            ByteAt(words, j) == ByteAt{Pre}(words, j); */
}

} // namespace stm
