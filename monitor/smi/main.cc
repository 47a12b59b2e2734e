// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/main.h"

#include "monitor/boot/serial.h"

namespace stm::smi {

// clang-format off
constexpr uint8_t kProcessorText[] = {'R', 'e', 'd', 'o', 'u', 'b', 't', ':', ' ', 'p', 'r', 'o', 'c', 'e', 's', 's', 'o', 'r', ' '};
constexpr uint8_t kFunctionText[] = {' ', 'f', 'u', 'n', 'c', 't', 'i', 'o', 'n', ' '};
// clang-format on

//@ assigns \nothing;
static void announce(uint64_t processor, uint32_t function) {
    boot::write_text(kProcessorText, sizeof(kProcessorText));
    boot::write_number(processor);
    boot::write_text(kFunctionText, sizeof(kFunctionText));
    boot::write_number(function);
    boot::write_line_end();
}

arch::Next monitor_main(boot::Processor& processor, uint32_t function) {
    announce(processor.index, function);
    return arch::Next::Halt;
}

arch::Next monitor_exit([[maybe_unused]] boot::Processor& processor, [[maybe_unused]] arch::VmxResult entered) {
    return arch::Next::Halt;
}

} // namespace stm::smi
