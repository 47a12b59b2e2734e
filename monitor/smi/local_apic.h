// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/msr.h"
#include "monitor/policy/layout.h"

// Where a processor finds its local APIC in memory, which is then no memory for it (SDM vol. 3A 10.4.4).
namespace stm::smi {

/*@
  logic integer ApicBase{L} = arch::MsrValue{L}(abi::Msr::ApicBase);

  predicate ApicInMemory{L} = ApicBase{L} / 0x800 % 2 == 1 && ApicBase{L} / 0x400 % 2 == 0;

  // It is nowhere in memory, or among what is no page of the OS.
  predicate ApicInPlace{L} = ApicInMemory{L} ==> kInterruptsFirst <= ApicBase{L} / 0x1000 <= kInterruptsLast;
*/

/*@ assigns \nothing;
    ensures REQ_CALL_06_apic: \result <==> ApicInPlace;
*/
[[nodiscard]] bool apic_in_place();

} // namespace stm::smi
