// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/boot/processor.h"
#include "monitor/vmcs/host_state.h"
#include "spec/abi/msr_bits.h"

namespace stm::smi {

/*@
  predicate IsHost{L}(vmcs::HostState* h, boot::Processor* p) =
    h->selectors[0] == arch::kDataSelector && h->selectors[1] == arch::kCodeSelector &&
    h->selectors[2] == arch::kDataSelector && h->selectors[3] == arch::kDataSelector &&
    h->selectors[4] == arch::kDataSelector && h->selectors[5] == arch::kDataSelector &&
    h->selectors[6] == arch::kTaskSelector &&
    h->wide[0] == abi::pat::kAfterReset && h->sysenter_cs[0] == 0 &&
    h->wide[1] == \at(arch::MsrValue(abi::Msr::Efer), L) &&
    h->natural[0] == \at(arch::current_cr0, L) && h->natural[1] == \at(arch::current_cr3, L) &&
    h->natural[2] == \at(arch::current_cr4, L) && h->natural[3] == 0 && h->natural[4] == 0 &&
    h->natural[5] == p->address + boot::kTssOffset && h->natural[6] == p->address + boot::kGdtOffset &&
    h->natural[7] == p->address + boot::kIdtOffset && h->natural[8] == 0 && h->natural[9] == 0 &&
    h->natural[10] == p->address + sizeof(arch::Registers) && h->natural[11] == p->vm_exit;
*/

// A VM exit makes of the processor what it is now, at vm_entry.S's place and stack, but for IA32_PAT: that is the OS's now.
/*@ requires \valid(&state) && \valid_read(&processor) && \separated(&state, &processor);
    assigns state;
    ensures REQ_VMCS_04_host: \result ==> IsHost(&state, &processor);
    ensures REQ_VMCS_04_progress: \result <==> processor.address < boot::kEndOfMseg;
*/
[[nodiscard]] bool fill_host_state(vmcs::HostState& state, boot::Processor const& processor);

} // namespace stm::smi
