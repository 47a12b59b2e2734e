// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/pointer.h"

#include "monitor/vmcs/vmcs.h"

namespace stm::vmcs {

bool foreign(Smram const& smram, uint64_t end, uint64_t pointer) {
    if (pointer % kRegionSize != 0 || pointer >= end) return false;
    return pointer + kRegionSize <= smram.base || smram.base + smram.size <= pointer;
}

} // namespace stm::vmcs
