// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/vmcs/fields.h"

#include <stdint.h>

namespace stm::vmcs {

// Control fields that every processor has (SDM vol. 3C 24.6 to 24.8), run by run.
struct ControlState {
    uint32_t narrow[14]; // places: see below
    uint64_t masks[4];   // guest/host masks of CR0 and CR4, then their read shadows
};

namespace control {
inline constexpr uint32_t kPin = 0;
inline constexpr uint32_t kProc = 1;
inline constexpr uint32_t kExit = 6;
inline constexpr uint32_t kEntry = 9;
} // namespace control

namespace masks {
inline constexpr uint32_t kCr0Mask = 0;
inline constexpr uint32_t kCr4Mask = 1;
inline constexpr uint32_t kCr0Shadow = 2;
inline constexpr uint32_t kCr4Shadow = 3;
} // namespace masks

/*@
  predicate HoldsControls{L}(integer region, ControlState* s) =
    Hold32(region, abi::VmcsField::PinControls, &s->narrow[0], 14) &&
    Hold64(region, abi::VmcsField::Cr0GuestHostMask, &s->masks[0], 4);

  predicate HasControls = HasRun(abi::VmcsField::PinControls, 14) && HasRun(abi::VmcsField::Cr0GuestHostMask, 4);

  predicate IsControlField(integer field) =
    InRun(abi::VmcsField::PinControls, 14, field) || InRun(abi::VmcsField::Cr0GuestHostMask, 4, field);

  // All of them 0 but these.
  predicate OnlyControls(ControlState* s, integer pin, integer proc, integer exit, integer entry) =
    s->narrow[control::kPin] == pin && s->narrow[control::kProc] == proc && s->narrow[control::kExit] == exit &&
    s->narrow[control::kEntry] == entry &&
    (\forall integer i; 0 <= i < 14 && i != control::kPin && i != control::kProc && i != control::kExit &&
      i != control::kEntry ==> s->narrow[i] == 0) &&
    (\forall integer i; 0 <= i < 4 ==> s->masks[i] == 0);
*/

// No MSR areas, no exceptions that exit, no event to inject, and registers that are the guest's own.
/*@ requires \valid(&state);
    assigns state;
    ensures REQ_VMCS_04_controls: OnlyControls(&state, pin, proc, exit, entry);
*/
void fill_controls(ControlState& state, uint32_t pin, uint32_t proc, uint32_t exit, uint32_t entry);

// Of the current VMCS.
/*@ requires \valid_read(&state) && \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_04_written: \result ==> HoldsControls(arch::current_vmcs, &state);
    ensures REQ_VMCS_04_progress: HasControls && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field; !IsControlField(field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] bool write_controls(ControlState const& state);

} // namespace stm::vmcs
