// SPDX-License-Identifier: Apache-2.0
#include "machine/board/reset_control.hpp"

#include <utility>

namespace redoubt::machine {

uint64_t ResetControl::read(uint64_t, unsigned) {
    return value_;
}

void ResetControl::write(uint64_t, unsigned, uint64_t value) {
    auto const before = std::exchange(value_, static_cast<uint8_t>(value & (sys_rst | rst_cpu | full_rst)));
    if ((before & rst_cpu) != 0 || (value_ & rst_cpu) == 0) return;
    if ((value_ & sys_rst) == 0) return reset_(Reset::Processors);
    reset_((value_ & full_rst) == 0 ? Reset::Platform : Reset::Power);
}

} // namespace redoubt::machine
