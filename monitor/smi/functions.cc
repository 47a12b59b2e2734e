// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/functions.h"

namespace stm::smi {

uint32_t function_of(arch::Registers const& registers) {
    return static_cast<uint32_t>(registers.rax % 0x100000000);
}

bool is_os_function(uint32_t function) {
    return function >= static_cast<uint32_t>(abi::Function::Start) &&
           function <= static_cast<uint32_t>(abi::Function::AddPermPeVmNoRun);
}

bool is_handler_function(uint32_t function) {
    return function >= static_cast<uint32_t>(abi::Function::MapAddressRange) &&
           function <= static_cast<uint32_t>(abi::Function::ReturnFromProtectionException);
}

} // namespace stm::smi
