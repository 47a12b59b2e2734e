// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/window.h"
#include "monitor/policy/policy.h"
#include "spec/abi/txt.h"

#include <stdint.h>

// What the machine's reset leaves of its reason (interface: the STM's crash codes).
namespace stm::smi {

/*@
  logic integer CrashPage = abi::txt::kPrivateSpace / 0x1000;
  logic integer CrashCode{L} = arch::foreign[(abi::txt::kPrivateSpace + abi::txt::kErrorCode) / 8];

  // TXT.ERRORCODE was written, unless the monitor's own memory is there.
  predicate LeftCode{L}(Policy* p, integer code) =
    p->layout_.mseg_first <= CrashPage <= p->layout_.tseg_last || CrashCode{L} == code;
*/

/*@ requires \valid_read(&policy) && \valid(&window);
    requires \separated(&policy, &window, arch::foreign + (0 .. arch::kForeignWords - 1)) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[(abi::txt::kPrivateSpace + abi::txt::kErrorCode) / 8];
    ensures REQ_EXC_03_left: LeftCode(&policy, code);
*/
void leave_code(Policy const& policy, uint32_t code, arch::Window& window, uint64_t linear);

} // namespace stm::smi
