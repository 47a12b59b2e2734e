// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

namespace a {
//@ assigns \nothing;
uint32_t b_c() {
    return 1;
}
} // namespace a
namespace a::b {
//@ assigns \nothing;
uint32_t d() {
    return 2;
}
} // namespace a::b
