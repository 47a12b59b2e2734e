// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Little-endian fields at any byte offset of memory that was copied by words.
namespace stm {

/*@
  logic integer ByteOf(integer word, integer k) =
    k == 0 ? word % 256 :
    k == 1 ? word / 256 % 256 :
    k == 2 ? word / 256 / 256 % 256 :
    k == 3 ? word / 256 / 256 / 256 % 256 :
    k == 4 ? word / 256 / 256 / 256 / 256 % 256 :
    k == 5 ? word / 256 / 256 / 256 / 256 / 256 % 256 :
    k == 6 ? word / 256 / 256 / 256 / 256 / 256 / 256 % 256 :
             word / 256 / 256 / 256 / 256 / 256 / 256 / 256 % 256;

  logic integer ByteAt{L}(uint64_t* w, integer i) = ByteOf(w[i / 8], i % 8);
  logic integer HalfAt{L}(uint64_t* w, integer i) = ByteAt(w, i) + 0x100 * ByteAt(w, i + 1);
  logic integer WordAt{L}(uint64_t* w, integer i) = HalfAt(w, i) + 0x10000 * HalfAt(w, i + 2);
  logic integer QuadAt{L}(uint64_t* w, integer i) = WordAt(w, i) + 0x100000000 * WordAt(w, i + 4);

  predicate SameWords{L, M}(uint64_t* w, integer n) = \forall integer i; 0 <= i < n ==> \at(w[i], L) == \at(w[i], M);

  predicate SameBytes{L, M}(uint64_t* w, integer first, integer end) =
    \forall integer i; first <= i < end ==> ByteAt{L}(w, i) == ByteAt{M}(w, i);
*/

/*@ requires \valid_read(words + i / 8);
    assigns \nothing;
    ensures \result == ByteAt(words, i) < 0x100;
*/
[[nodiscard]] uint64_t byte_at(uint64_t const* words, uint32_t i);

/*@ requires i < 0xfffffff8 && \valid_read(words + (0 .. (i + 1) / 8));
    assigns \nothing;
    ensures \result == HalfAt(words, i) < 0x10000;
*/
[[nodiscard]] uint64_t half_at(uint64_t const* words, uint32_t i);

/*@ requires i < 0xfffffff4 && \valid_read(words + (0 .. (i + 3) / 8));
    assigns \nothing;
    ensures \result == WordAt(words, i) < 0x100000000;
*/
[[nodiscard]] uint64_t word_at(uint64_t const* words, uint32_t i);

/*@ requires i < 0xfffffff0 && \valid_read(words + (0 .. (i + 7) / 8));
    assigns \nothing;
    ensures \result == QuadAt(words, i);
*/
[[nodiscard]] uint64_t quad_at(uint64_t const* words, uint32_t i);

/*@ requires \valid(words + i / 8) && value < 0x100;
    assigns words[i / 8];
    ensures put: ByteAt(words, i) == value;
    ensures kept: \forall integer j; j >= 0 && j != i ==> ByteAt(words, j) == ByteAt{Pre}(words, j);
*/
void put_byte(uint64_t* words, uint32_t i, uint64_t value);

} // namespace stm
