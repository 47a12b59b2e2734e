// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/crash_code.h"

namespace stm::smi {

void leave_code(Policy const& policy, uint32_t code, arch::Window& window, uint64_t linear) {
    constexpr uint64_t page = abi::txt::kPrivateSpace / 0x1000;
    Layout const layout = policy.smram_layout();
    if (layout.mseg_first <= page && page <= layout.tseg_last) return;
    uint64_t const word[1] = {code};
    arch::write_physical(word, 1, abi::txt::kPrivateSpace + abi::txt::kErrorCode, window, linear)
        /*@ ghost (layout.mseg_first, layout.tseg_last) */;
}

} // namespace stm::smi
