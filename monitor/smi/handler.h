// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/smi/answer.h"
#include "monitor/smi/state.h"

// The way to the SMI handler and back (SDM vol. 3C 34.15.2, 34.15.4).
namespace stm::smi {

/*@
  // What no VMCS holds of the OS is kept.
  predicate KeptInProcessor{L, M}(State* s) =
    \at(s->os.cr0, M) == \at(arch::current_cr0, L) && \at(s->os.cr2, M) == \at(arch::current_cr2, L) &&
    \at(s->os.debug.dr0, M) == \at(arch::current_dr0, L) &&
    \at(s->os.debug.dr1, M) == \at(arch::current_dr1, L) && \at(s->os.debug.dr2, M) == \at(arch::current_dr2, L) &&
    \at(s->os.debug.dr3, M) == \at(arch::current_dr3, L) && \at(s->os.debug.dr6, M) == \at(arch::current_dr6, L);

  predicate Kept{L, M}(arch::Registers* r, State* s) =
    vmcs::EqualRegisters{M, L}(\at(vmcs::Switch::Aside(&s->contexts), M), r) && KeptInProcessor{L, M}(s);

  // The processor has it again.
  predicate Restored{L, M}(arch::Registers* r, State* s) =
    vmcs::EqualRegisters{M, L}(r, \at(vmcs::Switch::Aside(&s->contexts), L)) &&
    arch::Caching(\at(arch::current_cr0, M)) == arch::Caching(\at(s->os.cr0, L)) &&
    \at(arch::current_cr2, M) == \at(s->os.cr2, L) && \at(arch::current_dr0, M) == \at(s->os.debug.dr0, L) &&
    \at(arch::current_dr1, M) == \at(s->os.debug.dr1, L) && \at(arch::current_dr2, M) == \at(s->os.debug.dr2, L) &&
    \at(arch::current_dr3, M) == \at(s->os.debug.dr3, L) && \at(arch::current_dr6, M) == \at(s->os.debug.dr6, L);

  predicate OsRuns(State* s) = vmcs::Switch::Coherent(&s->contexts) &&
    vmcs::Switch::Runs(&s->contexts, vmcs::Context::Os);
  predicate HandlerRuns(State* s) =
    vmcs::Switch::Coherent(&s->contexts) && vmcs::Switch::Runs(&s->contexts, vmcs::Context::SmiHandler);

  logic integer HandlerRegion(State* s) = vmcs::Switch::RegionOf(&s->contexts, vmcs::Context::SmiHandler);
  logic integer OsRegion(State* s) = vmcs::Switch::RegionOf(&s->contexts, vmcs::Context::Os);

  // A processor that has all that the monitor needs of it: whatever is served, is served.
  predicate Works(State* s) = HasFields && vmcs::HasGuestState && arch::VmcsRegion(OsRegion(s)) &&
    arch::VmcsRegion(HandlerRegion(s));
*/

/*@
  // What the handler's VMCS holds when it is entered.
  predicate Afresh{L}(integer region, HandlerStart* h, integer rip) =
    vmcs::Hold16(region, abi::VmcsField::GuestEsSelector, &h->guest.selectors[0], 8) &&
    vmcs::Hold64(region, abi::VmcsField::VmcsLinkPointer, &h->guest.wide[0], 4) &&
    vmcs::Hold64(region, abi::VmcsField::GuestPdpte0, &h->guest.pdptes[0], 4) &&
    vmcs::Hold32(region, abi::VmcsField::GuestEsLimit, &h->guest.narrow[0], 22) &&
    (\forall integer i; 0 <= i < 20 && i != vmcs::natural::kRip ==>
      vmcs::RunValue(region, abi::VmcsField::GuestCr0, i) == h->guest.natural[i]) &&
    arch::VmcsValue(region, abi::VmcsField::GuestRip) == rip &&
    arch::VmcsValue(region, abi::VmcsField::EntryControls) == h->entry;
*/

// From the OS to the handler at `rip`, which begins afresh and sees no register of the OS. On failure nobody may go on.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start);
    requires \separated(&registers, &state, &start, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state);
    requires purpose == Purpose::Setup || purpose == Purpose::Smi || purpose == Purpose::Teardown;
    assigns registers, state.contexts, state.os, state.exceptions, state.latch, state.purpose,
      arch::current_vmcs, arch::vmcs_data;
    ensures REQ_VMCS_01_handler: \result ==> HandlerRuns(&state) && ValidState(&state);
    ensures REQ_VMCS_02_kept: \result ==> Kept{Pre, Post}(&registers, &state);
    ensures REQ_VMCS_02_nothing_leaks: \result ==> vmcs::ZeroRegisters(&registers);
    ensures REQ_BIOS_05_afresh: \result ==> Afresh(arch::current_vmcs, &start, rip);
    ensures REQ_VMCS_02_os: arch::OnlyFields{Pre, Post}(HandlerRegion(&state));
    ensures REQ_VMCS_04_progress: \old(Works(&state)) ==> \result;
    ensures REQ_EXC_07_no_address: \result ==> state.latch == 0;
    ensures REQ_EXC_02_afresh: \result ==> exceptions::Exceptions::Afresh(&state.exceptions);
    ensures purpose: \result ==> state.purpose == purpose;
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
*/
[[nodiscard]] bool enter_handler(arch::Registers& registers, State& state, HandlerStart const& start, uint64_t rip,
                                 Purpose purpose);

// Back to the OS, as it was.
/*@ requires \valid(&registers) && \valid(&state) && \separated(&registers, &state);
    requires ValidState(&state) && HandlerRuns(&state);
    assigns registers, state.contexts, arch::current_vmcs, arch::current_cr0, arch::current_cr2, arch::current_dr0,
      arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures REQ_VMCS_01_os: \result ==> OsRuns(&state) && ValidState(&state);
    ensures REQ_VMCS_02_restored: \result ==> Restored{Pre, Post}(&registers, &state);
    ensures REQ_VMCS_04_progress: arch::VmcsRegion(\old(OsRegion(&state))) ==> \result;
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
*/
[[nodiscard]] bool leave_handler(arch::Registers& registers, State& state);

} // namespace stm::smi
