// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/boot/processor.h"
#include "monitor/vmcs/host_state.h"

namespace stm::smi {

inline constexpr uint64_t kMonitorPat = 0x0007040600070406; // as after reset (SDM vol. 3A 11.12.4), whatever the OS has

/*@
  predicate IsHost{L}(vmcs::HostState* h, boot::Processor* p) =
    (\forall integer s; 0 <= s < 7 ==> h->selectors[s] ==
      (s == 1 ? arch::kCodeSelector : s == 6 ? arch::kTaskSelector : arch::kDataSelector)) &&
    h->wide[0] == kMonitorPat && h->wide[1] == \at(arch::MsrValue(abi::Msr::Efer), L) && h->sysenter_cs[0] == 0 &&
    h->natural[0] == \at(arch::current_cr0, L) && h->natural[1] == \at(arch::current_cr3, L) &&
    h->natural[2] == \at(arch::current_cr4, L) && h->natural[3] == 0 && h->natural[4] == 0 &&
    h->natural[5] == p->address + boot::kTssOffset && h->natural[6] == p->address + boot::kGdtOffset &&
    h->natural[7] == p->address + boot::kIdtOffset && h->natural[8] == 0 && h->natural[9] == 0 &&
    h->natural[10] == p->address + sizeof(arch::Registers) && h->natural[11] == p->vm_exit;
*/

// A VM exit makes of the processor what it is now, at vm_entry.S's place and stack.
/*@ requires \valid(&state) && \valid_read(&processor) && \separated(&state, &processor);
    requires processor.address < 0x200000000;
    assigns state;
    ensures REQ_VMCS_04_host: IsHost(&state, &processor);
*/
void fill_host_state(vmcs::HostState& state, boot::Processor const& processor);

} // namespace stm::smi
