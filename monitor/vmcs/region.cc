// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/region.h"

namespace stm::vmcs {

bool identify(Region& region, uint64_t address, uint32_t revision) {
    auto const cleared = arch::vmclear(address);
    if (cleared != arch::VmxResult::Succeed) return false;
    region.word[0] = revision;
    return true;
}

} // namespace stm::vmcs
