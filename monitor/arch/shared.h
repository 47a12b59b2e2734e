// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Memory that all processors change. The contracts speak of the instant of the locked instruction: what `word` is a
// moment later, another processor may have decided.
namespace stm::arch {

// The result is what it was before.
/*@ requires \valid(&word);
    assigns word;
    ensures \result == \old(word) && word == (\old(word) + 1) % 0x100000000;
*/
[[nodiscard]] uint32_t fetch_increment(uint32_t& word);

/*@ requires \valid(&word);
    assigns word;
    ensures word == (\old(word) + 0xffffffff) % 0x100000000;
*/
void decrement(uint32_t& word);

} // namespace stm::arch
