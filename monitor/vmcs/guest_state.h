// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/vmcs/fields.h"

#include <stdint.h>

namespace stm::vmcs {

// The guest-state area of a VMCS (SDM vol. 3C 24.4), run by run.
struct GuestState {
    uint64_t selectors[8]; // ES to TR
    uint64_t wide[4];      // VMCS link pointer, IA32_DEBUGCTL, IA32_PAT, IA32_EFER
    uint64_t pdptes[4];
    uint64_t narrow[22]; // limits, access rights, interruptibility, activity, SMBASE, IA32_SYSENTER_CS
    uint64_t
        natural[20]; // CR0, CR3, CR4, bases, DR7, RSP, RIP, RFLAGS, pending debug exceptions, IA32_SYSENTER_ESP, _EIP
};

/*@
  predicate HoldsGuest{L}(integer region, GuestState* s) =
    Hold(region, abi::VmcsField::GuestEsSelector, &s->selectors[0], 8) &&
    Hold(region, abi::VmcsField::VmcsLinkPointer, &s->wide[0], 4) &&
    Hold(region, abi::VmcsField::GuestPdpte0, &s->pdptes[0], 4) &&
    Hold(region, abi::VmcsField::GuestEsLimit, &s->narrow[0], 22) &&
    Hold(region, abi::VmcsField::GuestCr0, &s->natural[0], 20);

  predicate FitsGuest(GuestState* s) =
    Fit(abi::VmcsField::GuestEsSelector, &s->selectors[0], 8) &&
    Fit(abi::VmcsField::VmcsLinkPointer, &s->wide[0], 4) &&
    Fit(abi::VmcsField::GuestPdpte0, &s->pdptes[0], 4) &&
    Fit(abi::VmcsField::GuestEsLimit, &s->narrow[0], 22) &&
    Fit(abi::VmcsField::GuestCr0, &s->natural[0], 20);

  predicate HasGuestState =
    HasRun(abi::VmcsField::GuestEsSelector, 8) && HasRun(abi::VmcsField::VmcsLinkPointer, 4) &&
    HasRun(abi::VmcsField::GuestPdpte0, 4) && HasRun(abi::VmcsField::GuestEsLimit, 22) &&
    HasRun(abi::VmcsField::GuestCr0, 20);

  predicate IsGuestField(integer field) =
    InRun(abi::VmcsField::GuestEsSelector, 8, field) || InRun(abi::VmcsField::VmcsLinkPointer, 4, field) ||
    InRun(abi::VmcsField::GuestPdpte0, 4, field) || InRun(abi::VmcsField::GuestEsLimit, 22, field) ||
    InRun(abi::VmcsField::GuestCr0, 20, field);
*/

// Of the current VMCS.
/*@ requires \valid(&state) && \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns state;
    ensures REQ_VMCS_02_read: \result ==> HoldsGuest(arch::current_vmcs, &state);
    ensures REQ_VMCS_04_widths: \result ==> FitsGuest(&state);
    ensures REQ_VMCS_04_progress: HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_guest_state(GuestState& state);

/*@ requires \valid_read(&state) && \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    requires FitsGuest(&state);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> HoldsGuest(arch::current_vmcs, &state);
    ensures REQ_VMCS_04_progress: HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field; !IsGuestField(field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures REQ_VMCS_04_launched: arch::VmcsLaunched(arch::current_vmcs) <==> arch::VmcsLaunched{Pre}(arch::current_vmcs);
    ensures REQ_VMCS_02_others: arch::SameFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_others: arch::SameLaunched{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] bool write_guest_state(GuestState const& state);

} // namespace stm::vmcs
