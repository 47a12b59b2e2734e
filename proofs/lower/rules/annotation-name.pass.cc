// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

namespace stm {

inline constexpr uint32_t kLimit = 8;
enum class Status : uint8_t { Ok, Full };

/*@ assigns \nothing;
    ensures \result == Status::Ok <==> count < kLimit; */
Status room(uint32_t count) {
    return count < kLimit ? Status::Ok : Status::Full;
}

} // namespace stm
