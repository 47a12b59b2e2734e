// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/vmcs/fields.h"

#include <stdint.h>

namespace stm::vmcs {

// The guest-state area of a VMCS (SDM vol. 3C 24.4), run by run.
struct GuestState {
    uint16_t selectors[8]; // ES to TR
    uint64_t wide[4];      // VMCS link pointer, IA32_DEBUGCTL, IA32_PAT, IA32_EFER
    uint64_t pdptes[4];
    uint32_t narrow[22]; // limits, access rights, interruptibility, activity, SMBASE, IA32_SYSENTER_CS
    uint64_t
        natural[20]; // CR0, CR3, CR4, bases, DR7, RSP, RIP, RFLAGS, pending debug exceptions, IA32_SYSENTER_ESP, _EIP
};

// Places in those runs; segment registers are counted as in SegmentRegister.
enum class SegmentRegister : uint32_t { Es = 0, Cs = 1, Ss = 2, Ds = 3, Fs = 4, Gs = 5, Ldtr = 6, Tr = 7 };

namespace wide {
inline constexpr uint32_t kLinkPointer = 0;
inline constexpr uint32_t kDebugctl = 1;
inline constexpr uint32_t kPat = 2;
inline constexpr uint32_t kEfer = 3;
} // namespace wide

namespace narrow {
inline constexpr uint32_t kLimits = 0;
inline constexpr uint32_t kGdtrLimit = 8;
inline constexpr uint32_t kIdtrLimit = 9;
inline constexpr uint32_t kAccessRights = 10;
inline constexpr uint32_t kInterruptibility = 18;
inline constexpr uint32_t kActivityState = 19;
inline constexpr uint32_t kSmbase = 20;
inline constexpr uint32_t kSysenterCs = 21;
} // namespace narrow

namespace natural {
inline constexpr uint32_t kCr0 = 0;
inline constexpr uint32_t kCr3 = 1;
inline constexpr uint32_t kCr4 = 2;
inline constexpr uint32_t kBases = 3;
inline constexpr uint32_t kGdtrBase = 11;
inline constexpr uint32_t kIdtrBase = 12;
inline constexpr uint32_t kDr7 = 13;
inline constexpr uint32_t kRsp = 14;
inline constexpr uint32_t kRip = 15;
inline constexpr uint32_t kRflags = 16;
inline constexpr uint32_t kPendingDebug = 17;
inline constexpr uint32_t kSysenterEsp = 18;
inline constexpr uint32_t kSysenterEip = 19;
} // namespace natural

/*@
  predicate HoldsGuest{L}(integer region, GuestState* s) =
    Hold16(region, abi::VmcsField::GuestEsSelector, &s->selectors[0], 8) &&
    Hold64(region, abi::VmcsField::VmcsLinkPointer, &s->wide[0], 4) &&
    Hold64(region, abi::VmcsField::GuestPdpte0, &s->pdptes[0], 4) &&
    Hold32(region, abi::VmcsField::GuestEsLimit, &s->narrow[0], 22) &&
    Hold64(region, abi::VmcsField::GuestCr0, &s->natural[0], 20);

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
    ensures REQ_VMCS_04_progress: HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_guest_state(GuestState& state);

/*@ requires \valid_read(&state) && \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> HoldsGuest(arch::current_vmcs, &state);
    ensures REQ_VMCS_04_progress: HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field; !IsGuestField(field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] bool write_guest_state(GuestState const& state);

} // namespace stm::vmcs
