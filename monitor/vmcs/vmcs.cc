// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/vmcs.h"

namespace stm::vmcs {

bool Vmcs::create(uint64_t address) {
    address_ = address;
    launched_ = false;
    auto const cleared = arch::vmclear(address);
    return cleared == arch::VmxResult::Succeed;
}

bool Vmcs::make_current() const {
    auto const loaded = arch::vmptrld(address_);
    return loaded == arch::VmxResult::Succeed;
}

arch::Next Vmcs::entry() const {
    return launched_ ? arch::Next::Resume : arch::Next::Launch;
}

void Vmcs::exited() {
    launched_ = true;
}

} // namespace stm::vmcs
