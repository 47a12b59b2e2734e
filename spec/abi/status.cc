// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/status.h"

namespace stm::abi {

bool is_error(Status status) {
    return static_cast<uint32_t>(status) >= 0x80000000;
}

} // namespace stm::abi
