// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Memory that all processors change. The contracts speak of the instant of the locked instruction: what `word` is a
// moment later, another processor may have decided.
namespace stm::arch {

// The result is what it was before; it becomes `wanted` if that is `expected`.
/*@ requires \valid(&word);
    assigns word;
    ensures \result == \old(word);
    ensures \old(word) == expected ==> word == wanted;
    ensures \old(word) != expected ==> word == \old(word);
*/
[[nodiscard]] uint32_t compare_exchange(uint32_t& word, uint32_t expected, uint32_t wanted);

/*@ requires \valid(&word);
    assigns word;
    ensures word == (\old(word) + 0xffffffff) % 0x100000000;
*/
void decrement(uint32_t& word);

} // namespace stm::arch
