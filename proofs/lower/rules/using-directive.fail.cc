// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

namespace a {
inline constexpr uint32_t kOne = 1;
}
using namespace a;

//@ assigns \nothing;
uint32_t one() {
    return kOne;
}
