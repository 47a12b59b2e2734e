// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/controls.h"

namespace stm::vmcs {

Controls controls(uint64_t capability, uint32_t wanted) {
    auto const required = static_cast<uint32_t>(capability % 0x100000000);
    auto const allowed = static_cast<uint32_t>(capability / 0x100000000);
    return {.value = wanted | required, .supported = (wanted & allowed) == wanted};
}

} // namespace stm::vmcs
