// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/answer.h"
#include "monitor/smi/handler.h"
#include "monitor/smi/host.h"
#include "monitor/smi/platform.h"
#include "monitor/vmcs/control_state.h"

// The OS's context, as VMCALL left it when it activated the dual-monitor treatment (SDM vol. 3C 34.15.6): in a VMCS of
// the OS, and in a processor that the monitor has changed since. It moves into a VMCS of the monitor's.
namespace stm::smi {

/*@
  predicate SameRun{L, M}(integer from, integer to, integer first, integer count, integer but, integer also_but) =
    \forall integer i; 0 <= i < count && i != but && i != also_but ==>
      vmcs::RunValue{M}(to, first, i) == vmcs::RunValue{L}(from, first, i);

  // IA32_EFER as it was, from what the activation has made of it: LME and LMA, bits 8 and 10, are the monitor's now. Who
  // activates has paging on, and is in 64-bit mode or outside IA-32e mode; his code segment, with L in bit 13 of its
  // access rights, tells which (SDM vol. 3C 34.15.6.1).
  logic integer EferBefore(integer efer, integer cs_rights) =
    efer / 0x800 * 0x800 + efer / 0x200 % 2 * 0x200 + efer % 0x100 + cs_rights / 0x2000 % 2 * 0x500;

  // The OS goes on behind VMCALL, with SMIs blocked and no shadow of an instruction (SDM vol. 3C 24.4.2).
  predicate BehindVmcall{L, M}(integer from, integer to) =
    arch::VmcsValue{M}(to, abi::VmcsField::GuestRip) == (arch::VmcsValue{L}(from, abi::VmcsField::GuestRip) +
      arch::VmcsValue{L}(from, abi::VmcsField::ExitInstructionLength)) % 0x10000000000000000 &&
    arch::VmcsValue{M}(to, abi::VmcsField::GuestInterruptibility) ==
      arch::VmcsValue{L}(from, abi::VmcsField::GuestInterruptibility) / 8 * 8 + 4;
*/

// Regions are those of the processor's pages. The OS's VMCS stays as it is, and the OS has it again when it goes on. On the
// way the state passes through `passage`, where nothing is yet. What the monitor knows better: the activation has changed
// IA32_EFER, and IA32_PAT may not have been saved. On failure nobody may go on.
/*@ requires \valid(&state) && \valid(&passage) && \valid(&os) && \valid(&handler) && \valid_read(&processor) &&
      \valid_read(&platform);
    requires \separated(&state, &passage, &os, &handler, &processor, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires os_address % 0x1000 == 0 && handler_address % 0x1000 == 0 && os_address != handler_address;
    requires other: arch::current_vmcs != os_address && arch::current_vmcs != handler_address;
    assigns state.contexts, passage, os.word[0], handler.word[0], arch::current_vmcs, arch::vmcs_data;
    ensures REQ_VMCS_01_os: \result ==> OsRuns(&state) && OsRegion(&state) == os_address &&
      HandlerRegion(&state) == handler_address;
    ensures REQ_VMCS_02_selectors: \result ==>
      SameRun{Pre, Post}(\old(arch::current_vmcs), os_address, abi::VmcsField::GuestEsSelector, 8, -1, -1);
    ensures REQ_VMCS_02_wide: \result ==> SameRun{Pre, Post}(\old(arch::current_vmcs), os_address,
      abi::VmcsField::VmcsLinkPointer, 4, vmcs::wide::kPat, vmcs::wide::kEfer);
    ensures REQ_VMCS_02_pdptes: \result ==>
      SameRun{Pre, Post}(\old(arch::current_vmcs), os_address, abi::VmcsField::GuestPdpte0, 4, -1, -1);
    ensures REQ_VMCS_02_narrow: \result ==> SameRun{Pre, Post}(\old(arch::current_vmcs), os_address,
      abi::VmcsField::GuestEsLimit, 22, vmcs::narrow::kInterruptibility, -1);
    ensures REQ_VMCS_02_natural: \result ==> SameRun{Pre, Post}(\old(arch::current_vmcs), os_address,
      abi::VmcsField::GuestCr0, 20, vmcs::natural::kRip, -1);
    ensures REQ_VMCS_02_executive: \result ==> arch::VmcsValue(os_address, abi::VmcsField::ExecutiveVmcsPointer) ==
      arch::VmcsValue{Pre}(\old(arch::current_vmcs), abi::VmcsField::ExecutiveVmcsPointer);
    ensures REQ_VMCS_02_known_better: \result ==>
      arch::VmcsValue(os_address, abi::VmcsField::GuestEfer) == EferBefore(processor.caller_efer,
        arch::VmcsValue{Pre}(\old(arch::current_vmcs), abi::VmcsField::GuestCsAccessRights)) &&
      arch::VmcsValue(os_address, abi::VmcsField::GuestPat) == arch::MsrValue(abi::Msr::Pat);
    ensures REQ_VMCS_02_mode: \result ==>
      arch::VmcsValue(os_address, abi::VmcsField::EntryControls) / 0x200 % 2 ==
        arch::VmcsValue(os_address, abi::VmcsField::GuestEfer) / 0x400 % 2;
    ensures REQ_VMCS_02_timer: \result ==>
      arch::VmcsValue(os_address, abi::VmcsField::ExitControls) == platform.os_exit;
    ensures REQ_LIFE_02_blocked: \result ==> BehindVmcall{Pre, Post}(\old(arch::current_vmcs), os_address);
    ensures REQ_VMCS_02_others: \result ==> arch::SameFields{Pre, Post}(os_address);
    ensures REQ_VMCS_04_progress: \old(processor.address) < boot::kEndOfMseg && \old(HasFields) &&
      vmcs::HasGuestState && vmcs::HasHostState && vmcs::HasControls &&
      arch::HasField(abi::VmcsField::ExecutiveVmcsPointer) && arch::VmcsRegion(os_address) &&
      arch::VmcsRegion(handler_address) ==> \result;
*/
[[nodiscard]] bool take_over(State& state, vmcs::GuestState& passage, vmcs::Region& os, vmcs::Region& handler,
                             boot::Processor const& processor, Platform const& platform, uint64_t os_address,
                             uint64_t handler_address);

} // namespace stm::smi
