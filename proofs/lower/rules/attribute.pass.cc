// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
[[nodiscard]] uint32_t one([[maybe_unused]] uint32_t x) {
    return 1;
}
