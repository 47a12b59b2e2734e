// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/address.h"

namespace stm::caller {

abi::Status parameter_address(arch::Registers const& registers, bool long_mode, uint64_t& address) {
    uint64_t const low = registers.rbx % 0x100000000;
    uint64_t const high = registers.rcx % 0x100000000;
    address = 0;
    if (!long_mode && high != 0) return abi::Status::InvalidParameter;
    address = 0x100000000 * high + low / kPageSize * kPageSize;
    return abi::Status::Success;
}

} // namespace stm::caller
