// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/place.h"

namespace stm::exceptions {

constexpr uint64_t kAbove = 0x10; // bytes above the frame
constexpr uint64_t kLeast = 0x10; // what is left below must be more than the eight bytes of the last step

uint64_t frame_bytes(ExceptionHandler const& handler) {
    return handler.long_mode ? sizeof(abi::ProtectionExceptionFrameX64) : sizeof(abi::ProtectionExceptionFrameIa32);
}

bool has_place(ExceptionHandler const& handler, Layout const& layout) {
    uint64_t const bytes = frame_bytes(handler);
    if (handler.rsp < bytes + kAbove + kLeast || handler.rsp > kAddressEnd) return false;
    uint64_t const address = frame_address(handler);
    return in_bios_smram(layout, address, bytes);
}

uint64_t frame_address(ExceptionHandler const& handler) {
    uint64_t const bytes = frame_bytes(handler);
    return (handler.rsp - bytes - kAbove) / 0x10 * 0x10 - 8;
}

} // namespace stm::exceptions
