// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "spec/abi/status.h"

#include <stdint.h>

// Where a call's parameters are (StmApi.h): the low half of the address in EBX, the high half in ECX.
namespace stm::caller {

inline constexpr uint64_t kPageSize = 0x1000;

/*@
  logic integer Ebx(arch::Registers* r) = r->rbx % 0x100000000;
  logic integer Ecx(arch::Registers* r) = r->rcx % 0x100000000;

  // Bits 11:0 are taken as 0.
  logic integer ParameterPage(arch::Registers* r) = 0x100000000 * Ecx(r) + Ebx(r) / kPageSize * kPageSize;
*/

// `long_mode`: the caller's code is 64-bit code. The address is 0 if the call is refused.
/*@ requires \valid_read(&registers) && \valid(&address) && \separated(&registers, &address);
    assigns address;
    ensures REQ_CALL_02_ecx: \result == abi::Status::InvalidParameter <==> !long_mode && Ecx(&registers) != 0;
    ensures REQ_CALL_02_accepted: \result == abi::Status::Success <==> long_mode || Ecx(&registers) == 0;
    ensures REQ_CALL_01_address: \result == abi::Status::Success ==> address == ParameterPage(&registers);
    ensures REQ_CALL_01_refused: \result != abi::Status::Success ==> address == 0;
    ensures REQ_CALL_01_aligned: address % kPageSize == 0;
*/
[[nodiscard]] abi::Status parameter_address(arch::Registers const& registers, bool long_mode, uint64_t& address);

} // namespace stm::caller
