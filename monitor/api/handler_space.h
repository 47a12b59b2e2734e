// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Virtual addresses of the BIOS's handler: 32 bits, or in 64-bit mode canonical ones of 48 bits (SDM vol. 1 3.3.7.1).
namespace stm::api {

inline constexpr uint64_t kPageSize = 0x1000;
inline constexpr uint64_t kEndOf32Bits = 0x100000000;
inline constexpr uint64_t kEndOfLowHalf = 0x800000000000;
inline constexpr uint64_t kHighHalf = 0xffff800000000000;

/*@
  // The bytes are neighbours there.
  predicate InSpace(integer long_mode, integer address, integer bytes) =
    long_mode == 0 ? address + bytes <= kEndOf32Bits :
    address + bytes <= kEndOfLowHalf || (kHighHalf <= address && address + bytes <= 0x10000000000000000);
*/

/*@ requires 0 < bytes <= kEndOfLowHalf;
    assigns \nothing;
    ensures REQ_POL_06_no_wrap: \result <==> InSpace(long_mode, address, bytes);
*/
[[nodiscard]] bool in_space(bool long_mode, uint64_t address, uint64_t bytes);

} // namespace stm::api
