// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/api.h"

#include <stdint.h>

// Which numbers name a function, by who may call it (REQ-CALL-03).
namespace stm::smi {

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
