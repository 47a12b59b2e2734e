// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "spec/abi/api.h"

#include <stdint.h>

// Which function a call names, and who may call it (REQ-CALL-03).
namespace stm::smi {

/*@
  logic integer FunctionOf(arch::Registers* r) = r->rax % 0x100000000;
*/

// EAX of the caller.
/*@ requires \valid_read(&registers);
    assigns \nothing;
    ensures REQ_CALL_01_function: \result == FunctionOf(&registers);
*/
[[nodiscard]] uint32_t function_of(arch::Registers const& registers);

/*@ assigns \nothing;
    ensures REQ_CALL_03_os: \result <==> abi::Function::Start <= function <= abi::Function::AddPermPeVmNoRun;
*/
[[nodiscard]] bool is_os_function(uint32_t function);

/*@ assigns \nothing;
    ensures REQ_CALL_03_handler: \result <==>
      abi::Function::MapAddressRange <= function <= abi::Function::ReturnFromProtectionException;
*/
[[nodiscard]] bool is_handler_function(uint32_t function);

} // namespace stm::smi
