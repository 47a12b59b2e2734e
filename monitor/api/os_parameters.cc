// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/os_parameters.h"

namespace stm::api {

abi::Status find_os_page(arch::Registers const& registers, bool long_mode, Platform const& platform,
                         uint64_t& address) {
    auto const named = caller::parameter_address(registers, long_mode, address);
    if (named != abi::Status::Success) return named;
    bool const own = is_os_page(platform.layout, platform.limit, address);
    return own ? abi::Status::Success : abi::Status::SecurityViolation;
}

abi::Status read_os_parameters(arch::Registers const& registers, bool long_mode, Platform const& platform,
                               arch::Page& page, uint64_t& address, arch::Window& window, uint64_t linear) {
    auto const found = find_os_page(registers, long_mode, platform, address);
    if (found != abi::Status::Success) return found;
    return caller::read_os_page(page, address, platform.layout, platform.limit, window, linear);
}

} // namespace stm::api
