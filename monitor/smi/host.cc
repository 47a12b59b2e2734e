// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/host.h"

namespace stm::smi {

bool fill_host_state(vmcs::HostState& state, boot::Processor const& processor) {
    uint64_t const address = processor.address;
    uint64_t const vm_exit = processor.vm_exit;
    if (address >= boot::kEndOfMseg) return false;
    state.selectors[0] = arch::kDataSelector;
    state.selectors[1] = arch::kCodeSelector;
    state.selectors[2] = arch::kDataSelector;
    state.selectors[3] = arch::kDataSelector;
    state.selectors[4] = arch::kDataSelector;
    state.selectors[5] = arch::kDataSelector;
    state.selectors[6] = arch::kTaskSelector;
    state.wide[0] = abi::pat::kAfterReset;
    state.wide[1] = arch::read_msr(abi::Msr::Efer);
    state.sysenter_cs[0] = 0;
    state.natural[0] = arch::read_cr0();
    state.natural[1] = arch::read_cr3();
    state.natural[2] = arch::read_cr4();
    state.natural[3] = 0;
    state.natural[4] = 0;
    state.natural[5] = address + boot::kTssOffset;
    state.natural[6] = address + boot::kGdtOffset;
    state.natural[7] = address + boot::kIdtOffset;
    state.natural[8] = 0;
    state.natural[9] = 0;
    state.natural[10] = address + sizeof(arch::Registers);
    state.natural[11] = vm_exit;
    return true;
}

} // namespace stm::smi
