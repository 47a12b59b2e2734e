// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace stm::abi {

// A 64-bit field that its structure does not place on a multiple of eight.
struct Halves {
    uint32_t low;
    uint32_t high;
};
static_assert(sizeof(Halves) == 8 && alignof(Halves) == 4);

inline constexpr uint64_t kHalf = 0x100000000;

/*@ assigns \nothing;
    ensures \result == kHalf * halves.high + halves.low;
*/
[[nodiscard]] uint64_t joined(Halves halves);

/*@ assigns \nothing;
    ensures value == kHalf * \result.high + \result.low;
*/
[[nodiscard]] Halves split(uint64_t value);

} // namespace stm::abi
