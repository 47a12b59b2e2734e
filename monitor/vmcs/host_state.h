// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/vmcs/fields.h"

#include <stdint.h>

namespace stm::vmcs {

// The host-state area of a VMCS (SDM vol. 3C 24.5), run by run: what a VM exit makes of the processor.
struct HostState {
    uint16_t selectors[7]; // ES, CS, SS, DS, FS, GS, TR
    uint64_t wide[2];      // IA32_PAT, IA32_EFER
    uint32_t sysenter_cs[1];
    uint64_t natural[12]; // CR0, CR3, CR4, bases of FS, GS, TR, GDTR and IDTR, IA32_SYSENTER_ESP, _EIP, RSP, RIP
};

/*@
  predicate HoldsHost{L}(integer region, HostState* s) =
    Hold16(region, abi::VmcsField::HostEsSelector, &s->selectors[0], 7) &&
    Hold64(region, abi::VmcsField::HostPat, &s->wide[0], 2) &&
    Hold32(region, abi::VmcsField::HostSysenterCs, &s->sysenter_cs[0], 1) &&
    Hold64(region, abi::VmcsField::HostCr0, &s->natural[0], 12);

  predicate HasHostState =
    HasRun(abi::VmcsField::HostEsSelector, 7) && HasRun(abi::VmcsField::HostPat, 2) &&
    HasRun(abi::VmcsField::HostSysenterCs, 1) && HasRun(abi::VmcsField::HostCr0, 12);

  predicate IsHostField(integer field) =
    InRun(abi::VmcsField::HostEsSelector, 7, field) || InRun(abi::VmcsField::HostPat, 2, field) ||
    InRun(abi::VmcsField::HostSysenterCs, 1, field) || InRun(abi::VmcsField::HostCr0, 12, field);
*/

// Of the current VMCS.
/*@ requires \valid_read(&state) && \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_04_written: \result ==> HoldsHost(arch::current_vmcs, &state);
    ensures REQ_VMCS_04_progress: HasHostState && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field; !IsHostField(field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] bool write_host_state(HostState const& state);

} // namespace stm::vmcs
