// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/host_state.h"

namespace stm::vmcs {

bool write_host_state(HostState const& state) {
    auto const selectors = write_fields16(abi::VmcsField::HostEsSelector, state.selectors, 7);
    if (!selectors) return false;
    auto const wide = write_fields64(abi::VmcsField::HostPat, state.wide, 2);
    if (!wide) return false;
    auto const sysenter_cs = write_fields32(abi::VmcsField::HostSysenterCs, state.sysenter_cs, 1);
    if (!sysenter_cs) return false;
    return write_fields64(abi::VmcsField::HostCr0, state.natural, 12);
}

} // namespace stm::vmcs
