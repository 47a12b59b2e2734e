// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/halves.h"

namespace stm::abi {

uint64_t joined(Halves halves) {
    return kHalf * halves.high + halves.low;
}

Halves split(uint64_t value) {
    return {.low = static_cast<uint32_t>(value % kHalf), .high = static_cast<uint32_t>(value / kHalf)};
}

} // namespace stm::abi
